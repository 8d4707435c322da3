import Foundation
import TestPacking
import Testing

/// Standard input, and several snapshots in one run.
@Suite struct ManySnapshotsTests {
    private let folder: Workspace
    private let good: String

    init() throws {
        folder = try Workspace()
        good = try folder.write("good", Host.mainline)
    }

    // MARK: Standard input

    @Test(arguments: Packer.allCases)
    func `standard input may be a packed archive`(packer: Packer) throws {
        let run = try linmap("predict", "--format", "json", "-", input: Host.mainline.tar.packed(packer))
        #expect(run.status == 0, "\(run.errorText)")
        #expect(run.output == (try linmap("predict", "--format", "json", good).output))
    }

    @Test func `standard input may be a plain tar from a pipe`() throws {
        let path = try folder.write("host.tar", Host.mainline.tar.closed)
        let run = try shell(#"cat "$2" | "$1" predict --format json -"#, path)
        #expect(run.output == (try linmap("predict", "--format", "json", good).output))
    }

    @Test func `standard input may be a lone file`() throws {
        for name in ["proc/iomem", "var/log/dmesg"] {
            let bytes = Host.mainline.files[name] ?? []
            for input in [bytes, packed(bytes, .gzip)] {
                let run = try linmap("predict", "--format", "json", "-", input: input)
                #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)")
                Document(run.json ?? [:]).check()
            }
        }
    }

    @Test func `a bad standard input is called by its name`() throws {
        expectRefusal(try linmap("predict", "-", input: []), 65, "-", "is empty")
        let cut = Array(Host.mainline.tar.packed(.gzip).dropLast(9))
        expectRefusal(try linmap("predict", "-", input: cut), 65, "-:")
        expectRefusal(try shell(#"exec "$@" <&-"#, "predict", "-"), 74, "-:")
    }

    @Test func `a directory on standard input is an I/O error`() throws {
        expectRefusal(try shell(#"exec "$@" </"#, "predict", "-"), 74, "-:", "directory")
    }

    // MARK: Several snapshots

    @Test func `a bad snapshot does not stop the others`() throws {
        let empty = try folder.write("empty", "")
        let missing = folder.path("missing")
        for (names, status) in [
            ([empty, good], 65), ([good, empty, good], 65), ([missing, good, empty], 66),
            ([good, empty, missing], 65),
        ] as [([String], Int32)] {
            let run = try linmap(["predict", "--format", "json"] + names)
            #expect(run.status == status)
            let bad = names.filter { $0 != good }
            #expect(run.errorLines.count == bad.count)
            for (line, name) in zip(run.errorLines, bad) { #expect(line.contains(name)) }
            let documents = run.documents
            #expect(documents.count == names.count - bad.count)
            for text in documents {
                let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
                Document(object ?? [:]).check()
            }
        }
    }

    @Test func `with -o the good ones are written and the bad one told`() throws {
        let bad = try folder.write("bad", "")
        let run = try linmap("predict", "-o", folder.path("out"), bad, good)
        #expect(run.status == 65 && run.errorLines.count == 1 && run.output.isEmpty)
        #expect(try folder.read("out") == linmap("predict", good).output)
    }

    @Test func `a bad file is told with the snapshot it stands in`() throws {
        let iomem = "40000000-bfffffff : System RAM\nbfffffff-40000000 : System RAM\n"
        let damaged = Host.mainline.with("proc/iomem", iomem)
        let bad = try folder.write("bad", damaged)
        expectRefusal(try linmap("predict", bad), 65, "proc/iomem:2", bad)
        let archive = try folder.write("bad.tar.gz", damaged.tar.packed(.gzip))
        expectRefusal(try linmap("predict", archive), 65, "proc/iomem:2", archive)
        let lone = try folder.write("lone", iomem)
        expectRefusal(try linmap("predict", lone), 65, "lone", ":2")
    }

    @Test func `no permission comes before a later failure`() throws {
        let zeros = try folder.write("zeros", "00000000-00000000 : System RAM\n")
        let empty = try folder.write("empty", "")
        #expect(try linmap("report", zeros, empty).status == 77)
        #expect(try linmap("report", empty, zeros).status == 65)
    }

    @Test func `the same snapshot twice gives the same answer twice`() throws {
        let one = try linmap("predict", good).text
        #expect(try linmap("predict", good, good).text == one + "\n" + one)
    }
}
