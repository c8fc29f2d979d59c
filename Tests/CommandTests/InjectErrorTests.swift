import TestSupport
import Testing

/// What `--inject` does not take.
@Suite("train --inject, when it cannot")
struct InjectErrorTests {
  @Test(
    "refuses what cannot be, and lists what could",
    arguments: [
      (
        "fire:rank=0,step=1",
        "--inject is fire; expected kill, term, hang, stop, slow, nan, bitflip, torn-write, disk-full"
      ),
      ("kil:rank=0,step=1", "disk-full; did you mean kill?"),
      ("kill", "rank of --inject is not given; expected kill:rank=..."),
      ("kill:rank=0", "step of --inject is not given; expected kill:step=..."),
      ("kill:rank=0,step=0", "step of --inject is 0; expected a whole number from 1 to"),
      ("kill:rank=-1,step=1", "rank of --inject is -1; expected a whole number from 0 to"),
      ("kill:rank=one,step=1", "rank of --inject is one; expected a whole number"),
      ("kill:rank=1,step=1", "rank of --inject is 1; expected 0"),
      ("kill:rank=0,stepp=1", "expected keys rank, step; did you mean step?"),
      ("kill:rank=0,step=1,step=2", "expected NAME:key=value,key=value, each key once"),
      ("hang:rank=0,step=1,mode=idle", "mode of --inject is idle; expected busy or asleep"),
      ("nan:rank=0,step=1,part=weights", "part of --inject is weights; expected samples, gradient"),
      (
        "bitflip:in=weights", "expected keys bit, index, part, rank, step"
      ),
      ("torn-write:rank=0", "expected keys bytes, step"),
      ("slow:speed=1", "expected keys at, ms, rank, step, steps"),
      ("bitflip:rank=0,step=1", "part of --inject is not given; expected bitflip:part=..."),
      (
        "bitflip:rank=0,step=1,part=slot",
        "part of --inject is slot; expected gradient, weights, slots, copy; did you mean slots?"
      ),
      (
        "bitflip:rank=0,step=1,part=slots,bit=32",
        "bit of --inject is 32; expected a whole number from 0 to 31"
      ),
      ("slow:rank=0,step=1", "ms of --inject is not given; expected slow:ms=..."),
      (
        "slow:at=epoch,ms=1",
        "at of --inject is epoch; expected gather, forward, backward, update, checkpoint"
      ),
      ("slow:at=checkpoint,step=1,ms=1", "expected keys at, ms"),
      ("torn-write:rank=0,step=1", "expected keys bytes, step"),
      ("disk-full", "step of --inject is not given; expected disk-full:step=..."),
    ])
  func refuses(word: String, message: String) throws {
    let result = try Job.solo("lockstep", ["train", "--data", "digits", "--inject", word])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: [message])
    #expect(result.standardOutput == "", "\(result)")
  }

  @Test("refuses an attempt that is no number")
  func attempt() throws {
    let result = try Job.solo(
      "lockstep", ["train", "--data", "digits", "--inject", "kill:rank=0,step=1"],
      environment: ["LOCKSTEP_ATTEMPT": "again"])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(
      result, containing: ["LOCKSTEP_ATTEMPT is again; expected a whole number from 1 up"])
  }
}
