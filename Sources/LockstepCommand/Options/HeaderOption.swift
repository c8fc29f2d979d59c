public import ArgumentParser
public import Datasets

/// `--header`: whether the first row of a table has the columns' names.
struct HeaderOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Whether a table's first row has the columns' names: yes, no, or auto, where no field of it is \
      a number (default: auto).
      """, valueName: "yes|no|auto"))
  var header: DataFiles.Header?
}

extension DataFiles.Header: ExpressibleByArgument {}
