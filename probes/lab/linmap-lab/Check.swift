import ArgumentParser
import FoundationEssentials
import HostFacts
import LabCheck
import LinearMap
import Snapshot

/// `linmap-lab check`: one boot, held to everything.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold a boot's snapshot and prediction against its tables.",
        discussion:
            "Prints a line for each difference, or one line that says what was seen. Exit status 1 if there is one."
    )

    enum Map: String, ExpressibleByArgument, CaseIterable {
        case pages, blocks
    }

    @Argument(help: "The folder of a boot.") var folder: String
    @Option(help: "What most of the memory must be mapped by.") var map: Map
    @Option(help: "Bytes of secret memory that must be out of the map.") var secret: UInt64 = 0
    @Flag(help: "KVM must have answered.") var kvm = false
    @Flag(help: "The probe must have redacted raw.tar as linmap does, to redacted.tar.") var redaction = false

    func run() throws {
        let truth = try Truth(contentsOf: file("truth.json"))
        let snapshot = try SnapshotReader.read(file("snapshot.tar").path)
        let prediction = Predictor.predict(try Gather.facts(snapshot))
        var problems = PredictionCheck.problems(prediction, truth, secret: secret)
        // These kernels are the ones linmap's lists were read from: their images must hold the same.
        problems += prediction.remarks.filter { $0.evidence.contains { $0.file == "linmap/kernel-markers" } }
            .map { "markers: \($0.text)" }
        if truth.isMappedByBlocks != (map == .blocks) {
            problems.append("tables: the memory is not mapped by \(map)")
        }
        if let walk = text("tree/linmap/linear-map") {
            do throws(LabProblem) {
                problems += WalkCheck.problems(try ProbeWalk(walk), truth, prediction)
            } catch {
                problems.append("\(error)")
            }
        } else {
            problems.append("walk: the snapshot has none")
        }
        problems += RegisterCheck.problems(
            text("tree/linmap/id-registers"), register: try register("ID_AA64MMFR2_EL1"), needsKVM: kvm)
        let strace = text("strace.log")
        problems += RunCheck.problems(
            console: text("console.log") ?? "", time: strace == nil ? text("time.log") ?? "" : nil,
            status: text("status.log"))
        if let strace { problems += StraceCheck(strace, output: "/lab/out").problems }
        problems += ManifestCheck.problems(Array((text("tree/manifest.json") ?? "").utf8))
        if let log = text("user.log") { problems += ManifestCheck.unprivileged(log) }
        if redaction { problems += try redactionProblems() }
        for problem in problems.prefix(20) { print("  \(problem)") }
        if problems.count > 20 { print("  and \(problems.count - 20) more") }
        if !problems.isEmpty { throw ExitCode(1) }
        print(
            "  \(truth.granule / 1024)K pages, mapped by \(map): \(truth.runs.count) runs, \(truth.tablesByLevel) tables"
        )
    }

    private func redactionProblems() throws -> [String] {
        let raw = try SnapshotReader.read(file("raw.tar").path, everything: true)
        func files(_ snapshot: Snapshot) -> [String: [UInt8]] {
            let all = Array(snapshot.files.values) + snapshot.besides.files
            return Dictionary(all.map { ($0.path, $0.bytes) }, uniquingKeysWith: { $1 })
                .filter { $0.key != "manifest.json" }
        }
        let redacted = RedactedSnapshot(raw, program: "linmap-lab")
        return RedactionCheck.problems(
            raw: files(raw),
            expected: Dictionary(redacted.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { $1 }),
            redacted: files(try SnapshotReader.read(file("redacted.tar").path, everything: true)))
    }

    private func file(_ name: String) -> URL { URL(filePath: folder).appending(path: name) }

    private func text(_ name: String) -> String? {
        (try? Data(contentsOf: file(name))).map { String(decoding: $0, as: UTF8.self) }
    }

    private func register(_ name: String) throws -> UInt64 {
        let registers = try JSONDecoder().decode(
            [String: String].self, from: Data(contentsOf: file("registers.json")))
        guard let value = registers[name].flatMap({ UInt64($0.dropFirst(2), radix: 16) }) else {
            throw LabProblem("registers.json has no \(name)")
        }
        return value
    }
}
