import Foundation
import Testing

/// linmap-split(1) says what the program does: its strategies, handlers and classes, and its examples are real output.
@Suite struct SplitManualTests {
    private static let page =
        (try? String(contentsOf: Repository.root.appending(path: "man/linmap-split.1"), encoding: .utf8))
        ?? ""

    /// The words of every `.It Cm`.
    private static let items = Set(
        page.split(separator: "\n").filter { $0.hasPrefix(".It Cm ") }.flatMap { line in
            line.dropFirst(7).split(separator: " ").map(String.init).filter { $0 != "," }
        })

    @Test(arguments: [["--strategy", "?"], ["--strategy", "naive", "--handler", "?"]])
    func `every strategy and handler stands in the manual`(options: [String]) throws {
        let run = try linmap(["split", "--bbm", "2"] + options)
        let list = try #require(
            run.errorText.components(separatedBy: "there are ").last?.components(separatedBy: ";").first)
        let names = list.components(separatedBy: ", ")
        #expect(names.count > 5)
        for name in names { #expect(Self.items.contains(name), "\(name)") }
    }

    @Test func `every outcome class stands in the manual`() {
        for name in SplitTests.classes { #expect(Self.page.contains("\n.It Li \(name)\n"), "\(name)") }
    }

    /// What the reader of scenarios says it expects is in the manual.
    @Test(arguments: [
        "T0: frob x", "T0: TLBI FROB x", "T0: DSB FROB", "T0: R x\nask outcome frob", "T0: R x\nask 0:x frob",
        "T0: R x\nexpect frob",
    ])
    func `every word that the language expects stands in the manual`(text: String) throws {
        let run = try linmap("split", "--scenario", "-", input: Array("x: page a\n\(text)\n".utf8))
        let list = try #require(run.errorText.components(separatedBy: "; expected ").last)
        let words = list.split { !$0.isLetter && !$0.isNumber && $0 != "@" && $0 != "-" }.map(String.init)
            .filter { !["a", "or", "with", "without", "and", "value", "step", "FRAME"].contains($0) }
        #expect(run.status == 65 && words.count > 3)
        for word in words { #expect(Self.page.contains(word), "\(word)") }
    }

    // MARK: - Examples

    /// A command of the examples that needs no file, and the output that follows it.
    struct Example {
        /// "linmap split …", perhaps with "| tail -8" behind.
        let command: String
        let output: String

        /// What the program prints now.
        func printed() throws -> String {
            let parts = command.components(separatedBy: " | tail -")
            let run = try linmap(parts[0].split(separator: " ").dropFirst().map(String.init))
            #expect(run.status == 0)
            guard let count = parts.dropFirst().first.flatMap({ Int($0) }) else { return run.text }
            return run.text.components(separatedBy: "\n").suffix(count + 1).joined(separator: "\n")
        }
    }

    private static let examples: [Example] = {
        let section = page.components(separatedBy: "\n.Sh EXAMPLES\n").last ?? ""
        let blocks = section.components(separatedBy: ".Bd -literal\n").dropFirst()
        return blocks.flatMap { block -> [Example] in
            let text = block.components(separatedBy: ".Ed\n")[0]
            return text.components(separatedBy: "$ ").dropFirst().compactMap { part in
                let lines = part.components(separatedBy: "\n")
                guard lines[0].hasPrefix("linmap "), !lines[0].contains("."), lines.count > 2 else {
                    return nil
                }
                return Example(command: lines[0], output: lines.dropFirst().joined(separator: "\n"))
            }
        }
    }()

    @Test func `the manual has examples that need no file`() { #expect(Self.examples.count >= 3) }

    /// `LINMAP_WRITE_EXPECTED=1` writes them anew.
    @Test func `the examples are real output`() throws {
        var page = Self.page
        // How many states there are may change with the machine; what they show may not.
        func counted(_ text: String) -> String { text.replacing(/[0-9,]+ states/, with: "N states") }
        for example in Self.examples {
            let now = try example.printed().replacing("\\", with: "\\e")
            page = page.replacing(
                "$ \(example.command)\n\(example.output)", with: "$ \(example.command)\n\(now)")
            guard ProcessInfo.processInfo.environment["LINMAP_WRITE_EXPECTED"] != "1" else { continue }
            #expect(counted(now) == counted(example.output), "\(example.command)")
        }
        guard page != Self.page, ProcessInfo.processInfo.environment["LINMAP_WRITE_EXPECTED"] == "1" else {
            return
        }
        try page.write(
            to: Repository.root.appending(path: "man/linmap-split.1"), atomically: true, encoding: .utf8)
    }

    @Test func `what the README shows is real output`() throws {
        let readme = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
        let section = try #require(
            readme.components(separatedBy: "\n## ").first { $0.hasPrefix("Changing the map") })
        let block =
            section.components(separatedBy: "    $ linmap split --strategy direct-split --bbm 2\n").last ?? ""
        let lines = block.components(separatedBy: "\n\n")[0].components(separatedBy: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "..." }
        let text = try linmap("split", "--strategy", "direct-split", "--bbm", "2").text
        #expect(lines.count > 8)
        for line in lines { #expect(text.contains(line), "\(line)") }
    }
}
