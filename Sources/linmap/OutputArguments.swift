import ArgumentParser
import Report
import Snapshot

/// Where a command's output goes.
struct OutputArguments: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file, which appears only when it is whole.", valueName: "file"))
    var output: String?

    /// Colour only on a terminal, never into a file, and never with NO_COLOR set to anything.
    var style: TextStyle {
        let mayColor = output == nil && OutputFile.isTerminal
        return TextStyle(isColored: mayColor && !OutputFile.isSet("NO_COLOR"))
    }

    /// Writes `text`; a failure is told on standard error and ends the command with its status.
    func write(_ text: String) throws {
        do throws(InputError) {
            if let output, output != "-" {
                try OutputFile.write(text, to: output)
            } else {
                try OutputFile.writeStandardOutput(text)
            }
        } catch {
            throw Failure.told(error)
        }
    }
}
