import Snapshot
import SnapshotFormat
import Testing

@Suite struct ManifestReadingTests {
    private func digest(_ text: String) -> String {
        var digest = Digest()
        digest.update(Array(text.utf8))
        return digest.hexadecimal()
    }

    private func read(_ manifest: Manifest) throws -> Snapshot {
        var tar = hostTar()
        tar.add("manifest.json", String(decoding: manifest.json(), as: UTF8.self))
        return try SnapshotReader.read(bytes: tar.closed, name: "host.tar")
    }

    private func manifest(_ files: [Manifest.File], missing: [Manifest.Missing] = []) -> Manifest {
        Manifest(
            probe: "test", release: "", pageSize: 0, isRedacted: false, files: files, missing: missing)
    }

    private func file(_ path: String, _ sha256: String, cut: Bool = false) -> Manifest.File {
        Manifest.File(path: path, source: "/\(path)", name: "x", bytes: 1, sha256: sha256, isTruncated: cut)
    }

    @Test func `what fits its manifest is not remarked`() throws {
        let text = try #require(smallHost.first { $0.path == "proc/cmdline" }?.text)
        #expect(try read(manifest([file("proc/cmdline", digest(text))])).remarks == [])
    }

    @Test func `an edited file, a lost one and a cut one are remarked`() throws {
        let files = [
            file("proc/cmdline", digest("other")), file("proc/zoneinfo", digest("")),
            file("proc/iomem", "", cut: true), file("proc/modules", digest("not read, so not checked")),
        ]
        #expect(
            try read(manifest(files)).remarks == [
                "proc/cmdline: not as captured: its digest differs from manifest.json",
                "proc/iomem: cut off when it was captured",
                "proc/zoneinfo: listed in manifest.json, and not in the snapshot",
            ])
    }

    @Test func `what could not be captured is remarked`() throws {
        let missing = Manifest.Missing(
            source: "/dev/kvm", name: "kvm", errno: 2, error: "ENOENT",
            meaning: "no KVM: the level is unknown")
        #expect(
            try read(manifest([], missing: [missing])).remarks == [
                "not captured: /dev/kvm: ENOENT, no KVM: the level is unknown"
            ])
    }

    @Test(arguments: [
        "", "{", "[]", "{}", "{\"schema\":\"linmap.manifest/2\"}",
        "{\"schema\":\"linmap.manifest/1\",\"files\":7}",
    ])
    func `what is no manifest is set aside`(text: String) throws {
        var tar = hostTar()
        tar.add("manifest.json", text)
        let snapshot = try SnapshotReader.read(bytes: tar.closed, name: "host.tar")
        #expect(
            snapshot.remarks == ["manifest.json: set aside: not a manifest of the schema linmap.manifest/1"])
        #expect(snapshot.files.count == smallHost.count + 1)
    }
}

@Suite struct RedactorTests {
    private func redacted(_ tar: TarBuilder) throws -> RedactedSnapshot {
        let snapshot = try SnapshotReader.read(bytes: tar.closed, name: "host.tar", everything: true)
        return RedactedSnapshot(snapshot, program: "test 1")
    }

    @Test func `what nobody knows is left out, and told`() throws {
        var tar = hostTar(under: "snap/")
        tar.add("snap/etc/hostname", "web01")
        tar.add("snap/sys/firmware/fdt", "serial")
        tar.add("snap/proc/modules", "ext4 1 1 - Live 0xffff800012345000\n")
        tar.add("elsewhere/proc/iomem.old", "x")
        let result = try redacted(tar)
        #expect(result.leftOut == ["elsewhere/proc/iomem.old", "etc/hostname", "sys/firmware/fdt"])
        #expect(result.files.map(\.path) == (smallHost.map(\.path) + ["proc/modules"]).sorted())
        #expect(result.manifest.isRedacted && result.manifest.probe == "test 1")
    }

    @Test func `links between nodes and memory blocks stay, others go`() throws {
        var tar = hostTar()
        tar.add("sys/devices/system/node/node0/memory8", type: "2", link: "../../memory/memory8")
        tar.add("sys/devices/system/node/node0/memory9", type: "2", link: "/home/joe")
        tar.add("proc/device-tree", type: "2", link: "/sys/firmware/devicetree/base")
        let result = try redacted(tar)
        #expect(result.links.map(\.path) == ["sys/devices/system/node/node0/memory8"])
        #expect(result.leftOut == ["proc/device-tree", "sys/devices/system/node/node0/memory9"])
    }

    @Test func `a directory gives what its archive gives`() throws {
        let folder = TemporaryDirectory()
        folder.writeHost()
        folder.write("proc/modules", "ext4 1 1 - Live 0xffff800012345000\n")
        folder.write("home/joe/notes", "secret")
        folder.write("sys/devices/system/node/node0/cpulist", "0-1\n")
        folder.link("sys/devices/system/node/node0/memory8", to: "../../memory/memory8")
        var tar = hostTar()
        tar.add("proc/modules", "ext4 1 1 - Live 0xffff800012345000\n")
        tar.add("home/joe/notes", "secret")
        tar.add("sys/devices/system/node/node0/cpulist", "0-1\n")
        tar.add("sys/devices/system/node/node0/memory8", type: "2", link: "../../memory/memory8")
        let fromFolder = RedactedSnapshot(
            try SnapshotReader.read(folder.path, everything: true), program: "test 1")
        let fromArchive = try redacted(tar)
        #expect(fromFolder.tar() == fromArchive.tar())
        #expect(fromFolder.leftOut == ["home/joe/notes"] && fromArchive.leftOut == ["home/joe/notes"])
    }

    @Test func `the old manifest's words are kept where they are harmless`() throws {
        let old = Manifest(
            probe: "linmap-probe 9", release: "6.1", pageSize: 4096, isRedacted: false,
            capabilities: ["cap_sys_admin"], milliseconds: 5,
            files: [
                Manifest.File(
                    path: "proc/cmdline", source: "/proc/cmdline", name: "cmdline", bytes: 1, sha256: "x",
                    note: "52:54:00:12:34:56"),
                Manifest.File(
                    path: "etc/hostname", source: "/etc/hostname", name: "h", bytes: 1, sha256: "x"),
            ],
            missing: [
                Manifest.Missing(
                    source: "/dev/kvm", name: "kvm", errno: 2, error: "ENOENT", meaning: "no KVM")
            ])
        var tar = hostTar()
        tar.add("manifest.json", String(decoding: old.json(), as: UTF8.self))
        let manifest = try redacted(tar).manifest
        #expect(manifest.probe == "linmap-probe 9" && manifest.pageSize == 4096 && manifest.isRedacted)
        #expect(manifest.files.map(\.path) == smallHost.map(\.path).sorted())
        let entry = try #require(manifest.files.first { $0.path == "proc/cmdline" })
        #expect(entry.name == "cmdline" && entry.note == "xx:xx:xx:xx:xx:xx" && entry.sha256.count == 64)
        #expect(manifest.missing == old.missing)
    }

    @Test func `the archive is sorted, has its folders, and reads back`() throws {
        let result = try redacted(hostTar())
        let tar = result.tar()
        #expect(tar == (try redacted(hostTar(under: "x/y/"))).tar())
        let again = try SnapshotReader.read(bytes: tar, name: "again", everything: true)
        #expect(again.files.count == smallHost.count + 1 && again.remarks == [])
        #expect(RedactedSnapshot(again, program: "test 1").tar() == tar)
    }
}
