import Foundation
import Testing

@testable import ProbeKit

/// linmap-probe(8) says what the program does.
struct ManualTests {
    /// The repository.
    static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let page =
        (try? String(contentsOf: top.appending(path: "man/linmap-probe.8"), encoding: .utf8)) ?? ""

    /// The options that have an item of their own.
    static var items: Set<String> {
        var options: Set<String> = []
        for line in page.split(separator: "\n") where line.hasPrefix(".It Fl ") {
            let words = line.dropFirst(4).split(separator: " ")
            for (word, next) in zip(words, words.dropFirst()) where word == "Fl" {
                options.insert("-\(next)")
            }
        }
        return options
    }

    @Test func `The manual has an item for every option, and for no other`() {
        var options: Set<String> = []
        for flag in Flag.all { options.formUnion([flag.name, flag.other].compactMap { $0 }) }
        #expect(Self.items == options)
    }

    @Test func `The manual names every capability and every exit status`() {
        for capability in Capability.allCases {
            #expect(Self.page.contains(".It \(capability.name.uppercased())\n"))
        }
        for status in ["0", "64", "66", "70", "74", "77", "128+N"] {
            #expect(Self.page.contains(".It \(status)\n"))
        }
    }
}
