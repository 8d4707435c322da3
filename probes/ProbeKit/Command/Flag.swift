/// An option of the command: one table for the parser, the help text, and the test that compares the manual.
public struct Flag: Sendable {
    /// "--only", or "-o" where there is a short form too.
    public let name: String
    /// A second spelling.
    public let other: String?
    /// The name of its value in the help text; nil where it takes none.
    public let value: String?
    /// What it does, on one line.
    public let text: String

    /// Every option.
    public static let all: [Flag] = [
        Flag(
            name: "--output", other: "-o", value: "FILE",
            text: "write the snapshot there, \"-\" is standard output; default ./linmap-RELEASE.tar"),
        Flag(
            name: "--only", other: nil, value: "NAME,...", text: "take these sources only; may be repeated"),
        Flag(name: "--skip", other: nil, value: "NAME,...", text: "leave these sources out; may be repeated"),
        Flag(name: "--deep", other: nil, value: nil, text: "also take the kernel's page-table dump: costly"),
        Flag(
            name: "--keep-addresses", other: nil, value: nil,
            text: "leave addresses of the kernel as they are"),
        Flag(name: "--raw", other: nil, value: nil, text: "redact nothing at all"),
        Flag(
            name: "--root", other: nil, value: "DIR",
            text: "read DIR/proc, DIR/sys ... in place of the running host"),
        Flag(
            name: "--time", other: nil, value: "SECONDS",
            text: "take no longer than this in all; default 10"),
        Flag(
            name: "--walk-time", other: nil, value: "SECONDS",
            text: "walk the page tables no longer than this; default 2"),
        Flag(name: "--list", other: nil, value: nil, text: "say what each source reads and needs"),
        Flag(
            name: "--dry-run", other: nil, value: nil,
            text: "open and close everything, and say what could be read"),
        Flag(name: "--version", other: nil, value: nil, text: "print the version"),
        Flag(name: "--help", other: "-h", value: nil, text: "print this"),
    ]

    static func named(_ name: String) -> Flag? { all.first { $0.name == name || $0.other == name } }
    static func isKnown(_ name: String) -> Bool { named(name) != nil }
    static func isSwitch(_ name: String) -> Bool {
        guard let flag = named(name) else { return false }
        return flag.value == nil
    }
}
