/// What the command line asks for.
public struct Options: Sendable {
    /// What is to be done.
    public enum Action: Sendable {
        /// Take a snapshot.
        case capture
        /// Say what each source reads and needs.
        case list
        /// Open and close everything.
        case dryRun
        /// Print the help text.
        case help
        /// Print the version.
        case version
    }

    /// What is to be done.
    public var action = Action.capture
    /// The output; nil: a name of its own, "-": standard output.
    public var output: String?
    /// The sources to take; empty: all.
    public var only: [String] = []
    /// The sources not to take.
    public var skip: [String] = []
    /// The directory that stands for `/`.
    public var root: String?
    /// Take the page-table dump too.
    public var isDeep = false
    /// Leave addresses of the kernel as they are.
    public var keepsAddresses = false
    /// Redact nothing.
    public var isRaw = false
    /// The time everything may take, in microseconds.
    public var time: UInt64 = 10_000_000
    /// The time the walk through the tables may take, in microseconds.
    public var walkTime: UInt64 = 2_000_000

    /// The defaults.
    public init() {}

    /// Reads `arguments`, the program's name not among them.
    ///
    /// - Throws: status 64 for anything that is no option, or a value that does not fit.
    public init(_ arguments: [String]) throws(ProbeError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let (flag, attached) = try Self.split(argument)
            if let attached, Flag.isSwitch(flag) {
                throw Self.usage("\(flag) takes no value, but has \"\(attached)\"")
            }
            if Flag.isSwitch(flag) {
                set(flag)
            } else {
                guard let value = attached ?? rest.popFirst() else {
                    throw Self.usage("\(flag) needs a value")
                }
                try set(flag, to: value)
            }
        }
        try check()
    }

    /// "--name=value", "--name", "-oVALUE", "-o".
    private static func split(_ argument: String) throws(ProbeError) -> (flag: String, value: String?) {
        if argument.hasPrefix("--"), let equals = argument.utf8.firstIndex(of: 0x3d) {
            let flag = String(argument[..<equals])
            guard Flag.isKnown(flag) else { throw usage("unknown option \(flag)") }
            return (flag, String(argument[argument.utf8.index(after: equals)...]))
        }
        if argument.hasPrefix("-o"), argument.utf8.count > 2 { return ("-o", String(argument.dropFirst(2))) }
        guard Flag.isKnown(argument) else {
            let isOption = argument.hasPrefix("-") && argument != "-"
            throw usage(isOption ? "unknown option \(argument)" : "unexpected argument \"\(argument)\"")
        }
        return (argument, nil)
    }

    private mutating func set(_ flag: String) {
        switch flag {
        case "--list": action = .list
        case "--dry-run": action = .dryRun
        case "--help", "-h": action = .help
        case "--version": action = .version
        case "--deep": isDeep = true
        case "--keep-addresses": keepsAddresses = true
        default: isRaw = true
        }
    }

    private mutating func set(_ flag: String, to value: String) throws(ProbeError) {
        guard !value.isEmpty else { throw Self.usage("\(flag) needs a value that is not empty") }
        switch flag {
        case "-o", "--output": output = value
        case "--root": root = value
        case "--only": only += try Self.names(value)
        case "--skip": skip += try Self.names(value)
        case "--time": time = try Self.seconds(value, flag, 1...3600)
        default: walkTime = try Self.seconds(value, flag, 0...3600)
        }
    }

    private mutating func check() throws(ProbeError) {
        if isDeep || action == .list { return }
        if only.contains("page-tables") {
            throw Self.usage("page-tables is only taken with --deep")
        }
    }

    private static func names(_ list: String) throws(ProbeError) -> [String] {
        var names: [String] = []
        for part in list.utf8.split(separator: 0x2c, omittingEmptySubsequences: false) {
            let name = String(decoding: part, as: UTF8.self)
            guard Sources.all.contains(where: { $0.name == name }) else {
                throw usage("no source \"\(name)\"; --list names them")
            }
            names.append(name)
        }
        return names
    }

    private static func seconds(_ text: String, _ flag: String, _ range: ClosedRange<UInt64>)
        throws(ProbeError) -> UInt64
    {
        let parts = text.utf8.split(separator: 0x2e, maxSplits: 1, omittingEmptySubsequences: false)
        if let whole = UInt64(String(decoding: parts[0], as: UTF8.self)), parts[0].first != 0x2b,
            whole <= range.upperBound, parts.count == 1 || parts[1].count <= 6
        {
            var fraction: UInt64? = 0
            if parts.count == 2 {
                var digits = String(decoding: parts[1], as: UTF8.self)
                while digits.utf8.count < 6 { digits += "0" }
                fraction = parts[1].first == 0x2b ? nil : UInt64(digits)
            }
            if let fraction, whole * 1_000_000 + fraction >= range.lowerBound * 1_000_000,
                whole * 1_000_000 + fraction <= range.upperBound * 1_000_000
            {
                return whole * 1_000_000 + fraction
            }
        }
        throw usage("\(flag) takes \(range.lowerBound) to \(range.upperBound) seconds, not \"\(text)\"")
    }

    private static func usage(_ message: String) -> ProbeError {
        ProbeError(64, message + " (see --help)")
    }

    /// The sources to take, in order.
    var sources: [Source] { sources(withDeep: isDeep) }

    /// The sources that were asked for, in order, with or without those that --deep adds.
    func sources(withDeep isDeep: Bool) -> [Source] {
        Sources.all.filter { source in
            if !only.isEmpty && !only.contains(source.name) { return false }
            if skip.contains(source.name) { return false }
            return source.condition != .deep || isDeep
        }
    }
}
