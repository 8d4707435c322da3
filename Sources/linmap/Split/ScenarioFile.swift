import ArgumentParser
import LiveSplit
import Snapshot

/// Reads a scenario, and tells what is wrong with it.
enum ScenarioFile {
    /// The largest text that is read; the language's own limit is lower.
    private static let limit = 1 << 20

    /// The scenario in `name`; `-` is standard input.
    static func read(_ name: String) throws -> Scenario {
        let bytes: [UInt8]
        do throws(InputError) {
            bytes = try ByteStream.open(name).readAll(limit: limit)
        } catch {
            throw Failure.told(error)
        }
        return try telling(of: name) { () throws(ScenarioError) in
            try Scenario(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// The machine of `scenario`, whose names are resolved now.
    static func machine(_ scenario: Scenario, from name: String) throws -> Machine {
        try telling(of: name) { () throws(ScenarioError) in try Machine(scenario) }
    }

    private static func telling<Value>(
        of name: String, _ body: () throws(ScenarioError) -> Value
    ) throws -> Value {
        do throws(ScenarioError) {
            return try body()
        } catch {
            Failure.tell("\(name == "-" ? "standard input" : name):\(error.message)")
            throw ExitCode(InputError.Kind.badData.rawValue)
        }
    }
}
