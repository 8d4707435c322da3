import Foundation
import HostFacts
import LinearMap
import Report
import Snapshot
import Testing

/// A redacted snapshot gives the answers of the raw one, for every captured boot.
struct RedactionTests {
    static let boots = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/boots")

    /// Every snapshot of every boot, with its table dump where there is one.
    static let captures: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: boots.path)) ?? []
        return names.sorted().flatMap { name in
            ["", "2"].map { "\(name)/snapshot\($0).tar.gz" }.filter {
                FileManager.default.fileExists(atPath: boots.appending(path: $0).path)
            }
        }
    }()

    static func read(_ capture: String) throws -> Snapshot {
        let snapshot = try SnapshotReader.read(boots.appending(path: capture).path, everything: true)
        let dump = capture.replacing("snapshot", with: "kernel_page_tables").replacing(".tar.gz", with: ".gz")
        guard let bytes = try? Data(contentsOf: boots.appending(path: dump)) else { return snapshot }
        let file = Snapshot.File(path: "sys/kernel/debug/kernel_page_tables.gz", bytes: [UInt8](bytes))
        return Snapshot(
            name: snapshot.name, files: Array(snapshot.files.values) + [file], remarks: snapshot.remarks,
            besides: snapshot.besides)
    }

    static func redacted(_ snapshot: Snapshot) throws -> (snapshot: Snapshot, tar: [UInt8]) {
        let tar = RedactedSnapshot(snapshot, program: "test").tar()
        return (try SnapshotReader.read(bytes: tar, name: snapshot.name, everything: true), tar)
    }

    /// What linmap answers, without the lines that it quotes: their words may be pseudonyms.
    static func answers(_ snapshot: Snapshot) throws -> [String] {
        let prediction = Predictor.predict(try Gather.facts(snapshot))
        return try [
            JSONText.render(PredictionDocument(prediction)), JSONText.render(ReportDocument(prediction)),
            JSONText.render(VerificationDocument(Verification(prediction))),
        ].map { text in
            let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
            let stripped = withoutQuotations(document)
            let data = try JSONSerialization.data(
                withJSONObject: stripped, options: [.sortedKeys, .prettyPrinted])
            return String(decoding: data, as: UTF8.self)
        }
    }

    /// Evidence keeps its file and line; an action loses the command line it is written into.
    private static func withoutQuotations(_ value: Any) -> Any {
        if let list = value as? [Any] { return list.map(withoutQuotations) }
        guard var object = value as? [String: Any] else { return value }
        if object["file"] != nil { object["text"] = nil }
        // The whole line, names and all.
        object["commandLine"] = nil
        return object.mapValues(withoutQuotations)
    }

    @Test(arguments: captures)
    func `Answers stay, addresses tell nothing, and doing it twice changes nothing`(capture: String) throws {
        let raw = try Self.read(capture)
        let (snapshot, tar) = try Self.redacted(raw)
        for (before, after) in zip(try Self.answers(raw), try Self.answers(snapshot)) {
            let first = zip(before.split(separator: "\n"), after.split(separator: "\n")).first { $0 != $1 }
            #expect(before == after, "\(first.map { "\($0) became \($1)" } ?? "")")
        }
        try Self.expectNoRandomAddress(raw, snapshot, tar)
        let again = try Self.redacted(snapshot).tar
        #expect(again == tar)
        #expect(snapshot.remarks == raw.remarks)
    }

    /// No address that is left has the random bits of the running image's.
    private static func expectNoRandomAddress(_ raw: Snapshot, _ redacted: Snapshot, _ tar: [UInt8]) throws {
        let note = try #require(raw["proc/vmcoreinfo"].map { String(decoding: $0.bytes, as: UTF8.self) })
        let rebased = try #require(
            redacted["proc/vmcoreinfo"].map { String(decoding: $0.bytes, as: UTF8.self) })
        #expect(rebased.contains("KERNELOFFSET=0\n"))
        let offset = try #require(note.firstMatch(of: /KERNELOFFSET=([0-9a-f]+)/)).1
        guard try #require(UInt64(offset, radix: 16)) >= 1 << 21 else { return }
        let running = try #require(note.firstMatch(of: /SYMBOL\(_stext\)=([0-9a-f]{9})/)).1
        #expect(!String(decoding: tar, as: UTF8.self).contains(running))
    }
}
