import Foundation
import Testing

/// The man pages say what the program does: its options stand in linmap(1), and no others, and all pages
/// are clean mdoc.
@Suite("Man pages")
struct ManPageTests {
    static let pages = [
        "linmap.1", "linmap-whatif.1", "linmap-tlb.1", "linmap-split.1", "linmap.7", "linmap-snapshot.5",
        "linmap-probe.8",
    ]

    @Test("linmap(1) names every subcommand and option, and nothing else")
    func options() throws {
        let help = try HelpDump.load()
        let page = try ManPage(Repository.root.appending(path: "man/linmap.1"))
        for missing in help.options.subtracting(page.options).sorted() {
            Issue.record("\(missing) of the program is not in man/linmap.1")
        }
        for unknown in page.options.subtracting(help.options).subtracting(ManPage.parserOptions).sorted() {
            Issue.record("\(unknown) of man/linmap.1 is not an option of the program")
        }
        #expect(page.commands == help.commands)
    }

    @Test("linmap(1) names every value of an option, and gives every subcommand a synopsis")
    func values() throws {
        let help = try HelpDump.load()
        let page = try ManPage(Repository.root.appending(path: "man/linmap.1"))
        #expect(help.values.subtracting(page.arguments) == [])
        #expect(page.synopsis == help.commands)
        #expect(help.positionals.subtracting(page.arguments) == [])
    }

    @Test("Options the argument parser adds unseen do exist", arguments: ManPage.parserOptions.sorted())
    func parserOptions(option: String) throws {
        let run = try Program.run(Program.linmap(), [option, "bash"])
        #expect(run.status == 0)
        #expect(!run.output.isEmpty)
    }

    @Test("mandoc finds nothing to warn of", arguments: pages)
    func lint(page: String) throws {
        guard let mandoc = Program.find("mandoc") else {
            Issue.record("mandoc is not installed; the man pages cannot be checked (apt-get install mandoc)")
            return
        }
        let path = Repository.root.appending(path: "man/\(page)").path
        let run = try Program.run(mandoc, ["-Tlint", "-Wwarning", path])
        #expect(run.status == 0, "\(String(decoding: run.output, as: UTF8.self))")
    }

    @Test("Every page is listed here")
    func everyPage() throws {
        let folder = Repository.root.appending(path: "man").path
        let found = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.range(of: #"\.[1-8]$"#, options: .regularExpression) != nil }
        #expect(found.sorted() == Self.pages.sorted())
    }
}

/// What `linmap --experimental-dump-help` says of the command line.
private struct HelpDump {
    /// "--format", "-o".
    var options: Set<String> = []
    /// "predict".
    var commands: Set<String> = []
    /// "json": the values of options that have a list of them.
    var values: Set<String> = []
    /// "snapshot".
    var positionals: Set<String> = []

    private struct Dump: Decodable { let command: Command }

    private struct Command: Decodable {
        let commandName: String
        let shouldDisplay: Bool?
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let kind: String
        let shouldDisplay: Bool
        let names: [Name]?
        let valueName: String?
        let allValues: [String]?
    }

    static func load() throws -> HelpDump {
        let run = try Program.run(Program.linmap(), ["--experimental-dump-help"])
        try #require(run.status == 0)
        let dump = try JSONDecoder().decode(Dump.self, from: run.output)
        var result = HelpDump()
        result.add(dump.command)
        for command in dump.command.subcommands ?? [] where command.shouldDisplay != false {
            result.commands.insert(command.commandName)
        }
        // A dump of another form must not pass for a program without options.
        try #require(result.commands.count > 1 && result.options.count > 1)
        return result
    }

    private mutating func add(_ command: Command) {
        for argument in command.arguments ?? [] where argument.shouldDisplay {
            for name in argument.names ?? [] {
                options.insert(name.kind == "long" ? "--\(name.name)" : "-\(name.name)")
            }
            values.formUnion(argument.allValues ?? [])
            // The parser's own subcommand help calls its argument "subcommands".
            if argument.kind == "positional", command.commandName != "help", let name = argument.valueName {
                positionals.insert(name)
            }
        }
        for inner in command.subcommands ?? [] where inner.shouldDisplay != false { add(inner) }
    }
}

/// The mdoc macros of a page that name options, subcommands and arguments.
private struct ManPage {
    /// Added by the argument parser to every program, and absent from its dump.
    static let parserOptions: Set<String> = ["--generate-completion-script"]

    /// Every `.Fl`.
    var options: Set<String> = []
    /// The `.It Cm` of the list of commands.
    var commands: Set<String> = []
    /// The `.Cm` of the synopsis.
    var synopsis: Set<String> = []
    /// Every `.Ar`.
    var arguments: Set<String> = []

    init(_ file: URL) throws {
        var section = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            guard line.hasPrefix("."), !line.hasPrefix(".\\") else { continue }
            let words = line.dropFirst().split(separator: " ").map(String.init)
            if words.first == "Sh" { section = words.dropFirst().joined(separator: " ") }
            read(words, section: section)
        }
    }

    private mutating func read(_ words: [String], section: String) {
        var macro = ""
        for (index, word) in words.enumerated() {
            switch word {
            case "Fl" where macro == "Fl": macro = "Fl Fl"
            case "Fl", "Cm", "Ar": macro = word
            case _ where Self.otherMacros.contains(word): macro = ""
            case ",", "|", "...": break
            default:
                switch macro {
                case "Fl": options.insert("-\(word)")
                case "Fl Fl": options.insert("--\(word)")
                case "Ar": arguments.insert(word)
                case "Cm" where section == "SYNOPSIS": synopsis.insert(word)
                case "Cm" where words.first == "It" && index == 2: commands.insert(word)
                default: break
                }
                // The words after an option's name are not options.
                if macro.hasPrefix("Fl") { macro = "" }
            }
        }
    }

    private static let otherMacros: Set<String> = [
        "It", "Op", "Pq", "Po", "Pc", "Ns", "No", "Li", "Pa", "Xr", "Dq", "Sq", "Nm", "Em", "Ev",
    ]
}
