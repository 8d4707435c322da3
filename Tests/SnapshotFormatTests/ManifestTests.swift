import Foundation
import SnapshotFormat
import Testing

struct ManifestTests {
    @Test func `The document has the shape of linmap.manifest 1`() throws {
        let manifest = Manifest(
            probe: "linmap-probe 0.2.0", release: "6.12.9", pageSize: 4096, isRedacted: true,
            capabilities: ["cap_sys_admin"], milliseconds: 12,
            files: [
                Manifest.File(
                    path: "proc/iomem", source: "/proc/iomem", name: "iomem", bytes: 3, sha256: "ab",
                    microseconds: 7, isTruncated: true, note: "n"),
                Manifest.File(path: "boot/x", source: "/boot/x", name: "config", bytes: 0, sha256: "cd"),
            ],
            missing: [
                Manifest.Missing(
                    source: "/dev/kvm", name: "kvm", errno: 2, error: "ENOENT", meaning: "no KVM")
            ])
        let text = """
            {"schema":"linmap.manifest/1","probe":"linmap-probe 0.2.0","host":{"release":"6.12.9","page":4096},\
            "redacted":true,"keepAddresses":false,"capabilities":["cap_sys_admin"],"milliseconds":12,
            "files":[
            {"path":"boot/x","source":"/boot/x","name":"config","bytes":0,"sha256":"cd"},
            {"path":"proc/iomem","source":"/proc/iomem","name":"iomem","bytes":3,"sha256":"ab","microseconds":7,\
            "truncated":true,"note":"n"}],
            "missing":[
            {"source":"/dev/kvm","name":"kvm","errno":2,"error":"ENOENT","meaning":"no KVM"}]}

            """
        #expect(String(decoding: manifest.json(), as: UTF8.self) == text)
    }

    @Test func `Any text comes back from a JSON parser`() throws {
        let texts =
            (0..<0x300).compactMap { Unicode.Scalar($0) }.map { "a\($0)b" } + ["\u{2028}😀\u{10ffff}\"\\"]
        for text in texts {
            let manifest = Manifest(probe: text, release: "", pageSize: 0, isRedacted: false)
            let object = try JSONSerialization.jsonObject(with: Data(manifest.json())) as? [String: Any]
            #expect(object?["probe"] as? String == text)
        }
    }

    @Test func `Bytes that are no UTF-8 become replacement characters`() throws {
        let manifest = Manifest(
            probe: String(decoding: [0x61, 0xff, 0xc3, 0x28], as: UTF8.self), release: "", pageSize: 0,
            isRedacted: false)
        let object = try JSONSerialization.jsonObject(with: Data(manifest.json())) as? [String: Any]
        #expect(object?["probe"] as? String == "a\u{fffd}\u{fffd}(")
    }
}

struct LinearMapWalkTests {
    @Test func `The text is that of linmap-snapshot(5)`() {
        let walk = LinearMapWalk(
            granule: 4096, vaBits: 48, levels: 4, tables: [1, 3, 17], unreadTables: 2, mismatched: 1,
            milliseconds: 154)
        let runs = [
            LinearMapWalk.Run(
                start: 0x4000_0000, end: 0x4020_0000, leaf: 4096, isContiguous: true, isValid: true,
                isReadOnly: false),
            LinearMapWalk.Run(
                start: 0x4020_0000, end: 0x8000_0000, leaf: 2 << 20, isContiguous: false, isValid: false,
                isReadOnly: true),
            LinearMapWalk.Run(unreadFrom: 0x8000_0000, to: 0x8020_0000),
        ]
        let text = """
            # linmap-walk 1
            granule 4096
            va-bits 48
            levels 4
            tables 1 3 17
            unread 2
            mismatched 1
            milliseconds 154
            0x0000000040000000-0x0000000040200000 4096 contiguous valid rw
            0x0000000040200000-0x0000000080000000 2097152 - invalid ro
            0x0000000080000000-0x0000000080200000 - unread
            # end

            """
        #expect(
            String(decoding: walk.header + runs.flatMap(\.line) + LinearMapWalk.end, as: UTF8.self) == text)
    }
}
