import Foundation
import Testing

/// The README's tour: each of its commands runs as written and answers its question.
@Suite struct TourTests {
    /// The commands of the section, one an indented line.
    static let commands: [String] = {
        let file = Repository.root.appending(path: "README.md")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let section = text.components(separatedBy: "\n## ").first { $0.hasPrefix("Ten questions") } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("    linmap ") }
            .map { String($0.dropFirst("    linmap ".count)) }
    }()

    /// A part of each answer, in the order of the questions.
    static let answers = [
        "KFENCE is built in with sampling interval 0", "crashkernel=256M does not touch the map",
        "may split live blocks", "32M groups of 2M blocks", "building it takes", "realm", "Tables give back",
        "over 1000 times fewer", "reserved: 0xa2200000-0xb2200000", "asked crashkernel=1G (1 GiB)",
        "64K pages", "The shortest way to conflict-abort-fatal", "Facts that differ",
    ]

    @Test func `every question has its command`() { #expect(Self.commands.count == Self.answers.count) }

    @Test(arguments: Array(zip(commands, answers).enumerated()).map { $0.element })
    func `the command answers`(command: String, answer: String) throws {
        let arguments = command.split(separator: " ").map { word in
            word.hasPrefix("Tests/") ? Repository.root.appending(path: String(word)).path : String(word)
        }
        let run = try linmap(arguments)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)")
        #expect(run.text.contains(answer), "\(run.text.prefix(2000))")
    }
}
