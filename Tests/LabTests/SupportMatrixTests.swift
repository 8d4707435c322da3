import Foundation
import LabCheck
import Testing

/// A boot that something stands for: one of the lab's, or a captured one.
struct Boot {
    let series: String
    let pages: String
    let column: String

    static let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL

    /// The lab's boots, by name.
    static func lab() throws -> [String: Boot] {
        var boots: [String: Boot] = [:]
        for columns in try table("probes/lab/boots") {
            let kernel = columns[2].replacing("-16k", with: "")
            boots[columns[0]] = Boot(
                series: kernel, pages: kernel == columns[2] ? "4K" : "16K",
                column: "\(columns[5]) \(columns[8])")
        }
        return boots
    }

    /// A captured boot.
    static func fixture(_ name: String) throws -> Boot? {
        struct Case: Decodable { let kernel, boot: String }
        let folder = top.appending(path: "Tests/Fixtures/boots/\(name)")
        guard let data = try? Data(contentsOf: folder.appending(path: "case.json")) else { return nil }
        let facts = try JSONDecoder().decode(Case.self, from: data)
        let truth = try Truth(contentsOf: folder.appending(path: "truth.json"))
        var series = String(facts.kernel.prefix { $0 != "-" })
        // Kernels built for the captures: c612 is 6.12.
        if series.hasPrefix("c") { series = "\(series.dropFirst().prefix(1)).\(series.dropFirst(2))" }
        return Boot(
            series: series, pages: "\(truth.granule / 1024)K",
            column: "\(facts.boot) \(truth.isMappedByBlocks ? "blocks" : "pages")")
    }

    /// The lines of a table of the lab, in columns.
    static func table(_ file: String) throws -> [[String]] {
        try String(contentsOf: top.appending(path: file), encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }
    }
}

@Suite("The tables of the lab, and what README claims of them")
struct SupportMatrixTests {
    private let columns = ["dt pages", "dt blocks", "uefi pages", "uefi blocks"]

    @Test("every cell of the support matrix names a boot of its kernel, page size, firmware and mapping")
    func matrix() throws {
        let lab = try Boot.lab()
        let readme = try String(contentsOf: Boot.top.appending(path: "README.md"), encoding: .utf8)
        var claimed: Set<[String]> = []
        for line in readme.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 6, cells[1].hasSuffix("K") else { continue }
            for (cell, column) in zip(cells.dropFirst(2), columns) where cell != "–" {
                let name = cell.trimmingCharacters(in: ["`"])
                let boot = try #require(try lab[name] ?? Boot.fixture(name), "\(name)")
                #expect([boot.series, boot.pages, boot.column] == [cells[0], cells[1], column], "\(name)")
                claimed.insert([cells[0], cells[1], column])
            }
        }
        // And nothing that the lab boots is missing.
        for (name, boot) in lab {
            #expect(claimed.contains([boot.series, boot.pages, boot.column]), "\(name)")
        }
        #expect(claimed.count >= 30)
    }

    @Test("every boot is complete, and names a kernel that is pinned") func boots() throws {
        let pins = try Boot.table("probes/lab/packages")
        for pin in pins {
            #expect(pin.count == 6 && pin[5].utf8.count == 64 && pin[4].hasPrefix("pool/"), "\(pin)")
        }
        let sets = Set(pins.map { $0[0] })
        var names: Set<String> = []
        for boot in try Boot.table("probes/lab/boots") {
            #expect(boot.count >= 9 && names.insert(boot[0]).inserted, "\(boot)")
            #expect(sets.contains(boot[2]) && ["ci", "more", "pair"].contains(boot[1]), "\(boot)")
            #expect(["dt", "uefi"].contains(boot[5]) && ["pages", "blocks"].contains(boot[8]), "\(boot)")
            #expect(["plain", "strace", "modules", "secret", "user", "redact"].contains(boot[7]), "\(boot)")
        }
    }

    @Test("CI boots every kernel series, both firmwares, pages and blocks, KVM, strace and a user's folder")
    func ci() throws {
        let boots = try Boot.table("probes/lab/boots").filter { $0[1] == "ci" }
        #expect(boots.count >= 4)
        #expect(Set(boots.map { $0[2] }).isSuperset(of: ["5.10", "6.1", "6.12", "6.12-16k", "7.3"]))
        #expect(
            Set(boots.map { $0[5] }) == ["dt", "uefi"] && Set(boots.map { $0[8] }) == ["pages", "blocks"])
        #expect(boots.contains { $0[6].contains("virtualization=on") })
        #expect(Set(boots.map { $0[7] }).isSuperset(of: ["plain", "strace", "secret", "user", "redact"]))
    }
}
