import Foundation
import Testing

@testable import ProbeKit

/// Every call of a whole run is made to fail in turn.
struct FaultTests {
    /// A call that fails, and how, in one of the ways the probe is run.
    struct Fault: CustomTestStringConvertible, Sendable {
        let run: FaultRun
        let call: FakeSystem.Call
        let result: Int
        var testDescription: String { "\(run.rawValue): \(call.rawValue) \(result)" }
    }

    static let faults: [Fault] = FaultRun.allCases.flatMap { run in
        run.calls.flatMap { call in
            // EPERM, EINTR, EIO, ENOMEM, EACCES, ENOSPC; then a call that does one byte of what it was asked for.
            [1, 4, 5, 12, 13, 28].map { Fault(run: run, call: call, result: -$0) }
                + ([.read, .write, .pread].contains(call) ? [Fault(run: run, call: call, result: 1)] : [])
        }
    }

    static let statuses: Set<Int32> = [0, 64, 66, 70, 74, 77]

    @Test(arguments: faults) func `One call that fails never costs more than it must`(_ fault: Fault) {
        let good = FaultRun.good[fault.run]!
        let times = good.counts[fault.call] ?? 0
        #expect(times > 0, "\(fault.run) makes no call of \(fault.call)")
        for number in stride(from: 1, through: times, by: 1) {
            let system = FaultySystem(fault.call, number: number, result: fault.result)
            fault.run.prepare(system)
            let outcome = fault.run.outcome(system)
            let what = "\(fault.call.rawValue) \(number) gave \(fault.result)"
            #expect(system.hasFailed, "\(what): it was never made")
            Self.check(outcome, what)
            Self.checkNothingIsLostInSilence(outcome, good, what)
        }
    }

    @Test func `Every kind of call fails in some run, and each is one that the probe has`() throws {
        #expect(Set(FaultRun.allCases.flatMap(\.calls)) == Set(FakeSystem.Call.allCases))
        // What SystemCalls offers the fake overrides, so that no call of a test reaches the machine.
        func names(_ file: String, _ start: String) throws -> Set<Substring> {
            let text = try String(contentsOf: ManualTests.top.appending(path: file), encoding: .utf8)
            return Set(
                text.split(separator: "\n").compactMap { line in
                    line.drop { $0 == " " }.wholeMatch(of: try! Regex("\(start) func ([a-zA-Z]+)\\(.*"))?[1]
                        .substring
                })
        }
        let offered = try names("probes/ProbeKit/SystemCalls.swift", "open")
        let overridden = try names("Tests/ProbeKitTests/Support/FakeSystem.swift", "override")
        #expect(offered.count > 25)
        #expect(offered.subtracting(overridden) == ["exit"])
    }

    static func check(_ outcome: Outcome, _ what: String) {
        let system = outcome.system
        #expect(statuses.contains(outcome.status), "\(what): status \(outcome.status)")
        // Whole or not there.
        if let members = outcome.members {
            #expect(members["end mark"]?.count == 1024, "\(what): a partial snapshot has the final name")
            #expect(members["manifest.json"] != nil, "\(what)")
        }
        if outcome.status == 0, !system.command.contains("--dry-run") {
            #expect(outcome.members != nil, "\(what): no snapshot, but status 0")
        }
        if outcome.status != 0 {
            #expect(!system.errors.isEmpty || what.hasPrefix("write"), "\(what): a failure without a word")
        }
        // Only unlinking itself can leave the temporary, or its link beside the final name.
        if !what.hasPrefix("unlink") { #expect(outcome.leftovers == [], "\(what)") }
        #expect(system.open.isEmpty, "\(what): \(system.open.values.map(\.path)) left open")
        // What was read was read without privileges.
        let early = Set(system.readPrivileged.map { $0.replacing("/captured", with: "") })
        #expect(early.isSubset(of: ["/proc/sys/kernel/osrelease"]), "\(what)")
        if !outcome.text("manifest.json").isEmpty { #expect(system.held == 0, "\(what)") }
    }

    /// Whatever a snapshot has less than that of a good run, its manifest tells.
    static func checkNothingIsLostInSilence(_ outcome: Outcome, _ good: FaultRun.Good, _ what: String) {
        guard outcome.status == 0, let members = outcome.members else { return }
        let whole = good.members
        var lost = whole.keys.filter { $0 != "manifest.json" && members[$0] != whole[$0] }.sorted()
        // A table that could not be read is told in the walk itself.
        if outcome.text("linmap/linear-map").contains("- unread\n") {
            lost.removeAll { $0 == "linmap/linear-map" }
        }
        #expect(lost.isEmpty || outcome.told > good.told, "\(what): \(lost) lost without a word")
    }

    @Test(arguments: [FakeSystem.Call.drop, .capabilities, .become])
    func `A drop that fails ends the run`(_ call: FakeSystem.Call) {
        let system = FaultySystem(call, number: call == .capabilities ? 2 : 1, result: -1)
        FakeSystem.populate(system)
        system.owners["/out"] = 1000
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == (call == .become ? 77 : 70))
        #expect(outcome.members == nil)
        #expect(outcome.leftovers == [])
    }

    @Test func `Privileges that remain end the run`() {
        final class Sticky: FakeSystem {
            override func dropPrivileges() -> Int { 0 }
        }
        let system = Sticky()
        FakeSystem.populate(system)
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 70)
        #expect(outcome.members == nil && outcome.leftovers == [])
        #expect(!system.readPrivileged.contains("/proc/iomem"))
    }

    @Test func `Root becomes the owner of the output's directory`() {
        let system = CaptureTests.host()
        system.owners["/out"] = 1000
        #expect(Outcome(system, ["-o", "/out/snapshot.tar"]).status == 0)
        #expect(system.user == 1000)
    }

    @Test(arguments: ["/proc/iomem", "/proc/kallsyms", "/proc/kcore", "/dev/kmsg", "/proc/cpuinfo"])
    func `A file that cannot be opened stands in the manifest with its errno`(_ path: String) {
        let system = FaultySystem(.open, errno: 13) { $0 == path }
        FakeSystem.populate(system)
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 0)
        #expect(outcome.text("manifest.json").contains("{\"source\":\"\(path)\",\"name\":"))
        #expect(outcome.text("manifest.json").contains("\"errno\":13,\"error\":\"EACCES\""))
        #expect(system.errors.contains("EACCES"))
    }

    @Test(arguments: [2, 15] as [Int32], FakeSystem.Call.allCases)
    func `A signal at any call leaves nothing under the final name`(_ signal: Int32, _ call: FakeSystem.Call)
    {
        for number in stride(from: 1, through: FaultRun.good[.file]!.counts[call] ?? 0, by: 1) {
            let system = CaptureTests.host()
            system.hook = { [unowned system] made, _ in
                if made == call, system.counts[made] == number { system.signal = signal }
            }
            let outcome = Outcome(system, ["-o", "/out/snapshot.tar", "--deep"])
            #expect(
                outcome.status == 0 || outcome.status == 128 + signal, "\(call) \(number): \(outcome.status)")
            #expect((outcome.status == 0) == (outcome.members != nil), "\(call) \(number)")
            if let members = outcome.members { #expect(members["end mark"]?.count == 1024) }
            #expect(outcome.leftovers == [], "\(call) \(number)")
        }
    }

    @Test func `A full disk leaves nothing`() {
        let system = FaultySystem(.write, errno: 28) { $0.hasPrefix("/out/") }
        FakeSystem.populate(system)
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 74)
        #expect(outcome.members == nil && outcome.leftovers == [])
        #expect(system.errors == "linmap-probe: cannot write /out/snapshot.tar: ENOSPC\n")
    }

    @Test func `A host that answers slowly is given up on in time`() {
        let system = CaptureTests.host()
        system.tick = 10_000
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar", "--time", "3"])
        #expect(outcome.status == 0, "\(system.errors)")
        #expect(outcome.text("manifest.json").contains("\"error\":\"ETIMEDOUT\""))
        #expect(system.clock < 1_000_000 + 3_000_000)
    }
}
