import Arm64

/// Changes of a kernel command line that leave everything else as it is written.
enum CommandLineEdit {
    /// `line` with `key=value` in the place of its last occurrence and no other; at the end of the kernel's
    /// own parameters (before a lone `--`) if it was not there.
    static func set(_ key: String, _ value: String?, in line: String) -> String {
        let text = value.map { "\(key)=\($0)" } ?? key
        let command = KernelCommandLine(line)
        guard let last = command.parameters.lastIndex(where: { $0.isNamed(key) }) else {
            let words = command.parameters.map(\.text) + [text]
            return (words + rest(of: line, behind: command)).joined(separator: " ")
        }
        var words: [String] = []
        for (index, parameter) in command.parameters.enumerated() {
            if index == last {
                words.append(text)
            } else if !parameter.isNamed(key) {
                words.append(parameter.text)
            }
        }
        return (words + rest(of: line, behind: command)).joined(separator: " ")
    }

    /// `line` with `key=value` behind its last occurrence, which stays.
    static func add(_ key: String, _ value: String, in line: String) -> String {
        let command = KernelCommandLine(line)
        var words = command.parameters.map(\.text)
        let last = command.parameters.lastIndex { $0.isNamed(key) }
        words.insert("\(key)=\(value)", at: last.map { $0 + 1 } ?? words.count)
        return (words + rest(of: line, behind: command)).joined(separator: " ")
    }

    /// `line` without `key`.
    static func unset(_ key: String, in line: String) -> String {
        let command = KernelCommandLine(line)
        let words = command.parameters.filter { !$0.isNamed(key) }.map(\.text)
        return (words + rest(of: line, behind: command)).joined(separator: " ")
    }

    /// What stands behind a lone `--`, with it: init's arguments.
    private static func rest(of line: String, behind command: KernelCommandLine) -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard let end = words.firstIndex(of: "--"), end >= command.parameters.count else { return [] }
        return words[end...].map(String.init)
    }
}
