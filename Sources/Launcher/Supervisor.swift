/// A supervisor that starts a job, and restarts it from its newest checkpoint when it fails, on the
/// hosts that answer.
package struct Supervisor {
  private let plan: LaunchPlan
  private let machine: any LaunchMachine
  private var table: HostTable
  private var session: JobSession?
  private var attempt = 1
  private var restarts = 0
  private var pause: Int
  private var exitCode: Int32 = 0

  /// Creates a supervisor of a run.
  package init(_ plan: LaunchPlan, on machine: any LaunchMachine) {
    self.plan = plan
    self.machine = machine
    table = HostTable(plan.hosts)
    pause = plan.pause
  }

  /// Runs to the end, removing the remains of dead jobs.
  ///
  /// - Returns: The exit code: 0 when the program is done, 75 when it was requested to end and can
  ///   be resumed, otherwise that of the last job.
  /// - Throws: `LaunchError`, when nothing can be started.
  package mutating func run() throws(LaunchError) -> Int32 {
    let result: Result<Int32, LaunchError>
    do throws(LaunchError) {
      result = .success(try runToTheEnd())
    } catch {
      result = .failure(error)
    }
    if session != nil { lookAround() }
    return try result.get()
  }

  private mutating func runToTheEnd() throws(LaunchError) -> Int32 {
    while true {
      lookAround()
      guard !machine.isAskedToEnd else { return endAsAsked() }
      let count =
        table.hosts.isEmpty
        ? plan.ranks ?? 1
        : try table.rankCount(
          wanted: plan.ranks, fewest: plan.fewestRanks,
          mayOversubscribe: plan.settings.mayOversubscribe)
      guard let count else {
        machine.say("too few hosts answer; no answer from \(silentNames)")
        if let code = pauseOrGiveUp() { return code }
        continue
      }
      let start = newestCheckpoint
      sayHowItGoesOn(from: start, ranks: count)
      let result = try machine.run(line(ranks: count))
      session = result.session
      exitCode = result.exitCode
      guard exitCode != 0 else {
        session = nil
        return 0
      }
      if plan.mostRestarts > 0 || result.wasLockedUp || exitCode > 128 {
        machine.say(result.death)
      }
      guard result.isCurable(attempt: attempt) || plan.mostRestarts == 0 else {
        machine.say("a restart does not help against exit code \(exitCode)")
        return exitCode
      }
      guard !machine.isAskedToEnd else {
        return plan.folder == nil ? exitCode : endAsAsked()
      }
      if let newest = newestCheckpoint, newest.step > start?.step ?? -1 {
        restarts = 0
        pause = plan.pause
      }
      if let code = pauseOrGiveUp() { return code }
      attempt += 1
    }
  }

  private var newestCheckpoint: Checkpoint? {
    plan.folder.flatMap { machine.newestCheckpoint(in: $0) }
  }

  private var silentNames: String { table.silentNames.joined(separator: " ") }

  /// Removes the remains of the last job, here and on all hosts, and records which hosts answer.
  private mutating func lookAround() {
    let answers = machine.ask(table.hosts, clearing: session)
    let killed = zip(table.hosts, answers).filter { $1?.hadKilledJob == true }.map(\.0.name)
    if !killed.isEmpty {
      machine.say("the job's processes on \(killed.joined(separator: " ")) had been killed")
    }
    table.note(answers)
    session = nil
  }

  private func line(ranks: Int) throws(LaunchError) -> JobLine {
    let isResumed = attempt > 1 && !plan.program.contains("--resume")
    return JobLine(
      plan.settings, ranks: ranks, attempt: plan.mostRestarts > 0 ? attempt : nil,
      hosts: try machine.options(for: table.answering),
      program: plan.program + (isResumed ? ["--resume"] : []))
  }

  private func sayHowItGoesOn(from checkpoint: Checkpoint?, ranks: Int) {
    let without = silentNames.isEmpty ? "" : "without \(silentNames): no answer"
    if attempt > 1 {
      let what =
        checkpoint.map { "going on with \(ranks.rankText) from \($0.path)" }
        ?? "starting afresh with \(ranks.rankText), since there is no checkpoint"
      machine.say("\(what) (start \(attempt)\(without.isEmpty ? "" : ", ")\(without))")
    } else if !without.isEmpty {
      machine.say("starting with \(ranks.rankText) \(without)")
    }
  }

  /// Pauses, and doubles the next pause.
  ///
  /// - Returns: The exit code after too many restarts, or when the end of the run is requested.
  private mutating func pauseOrGiveUp() -> Int32? {
    guard restarts < plan.mostRestarts else {
      if plan.mostRestarts > 0 {
        machine.say("giving up after \(restarts) restarts without a newer checkpoint")
      }
      return exitCode == 0 ? 75 : exitCode
    }
    restarts += 1
    machine.pause(pause)
    pause = min(pause * 2, 60)
    return machine.isAskedToEnd ? endAsAsked() : nil
  }

  private func endAsAsked() -> Int32 {
    if let newest = newestCheckpoint {
      machine.say(
        "ended as asked; go on from \(newest.path) with the same arguments and --resume")
    } else {
      machine.say("ended as asked, before the first checkpoint")
    }
    return 75
  }
}
