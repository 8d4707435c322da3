@testable import ProbeKit

/// The ways in which the probe is run to have its calls fail: together they make every kind of call.
enum FaultRun: String, CaseIterable {
    /// To a file, with everything.
    case file
    /// To a file in a folder of somebody else.
    case owner
    /// To a file system that cannot rename without replacing.
    case linking
    /// To standard output.
    case pipe
    /// From a captured host.
    case root
    /// Without taking a snapshot.
    case dryRun

    /// What each of them is wanted for.
    var calls: [FakeSystem.Call] {
        switch self {
        case .file:
            FakeSystem.Call.allCases.filter { ![.become, .link, .unlink].contains($0) }
        case .owner: [.become, .drop, .capabilities, .status, .rename]
        case .linking: [.rename, .link, .unlink, .sync]
        case .pipe: [.write, .drop]
        case .root: [.open, .close, .read, .status, .entries, .readLink]
        case .dryRun: [.open, .close, .write]
        }
    }

    private var arguments: [String] {
        switch self {
        case .file, .owner, .linking: ["-o", "/out/snapshot.tar", "--deep"]
        case .pipe: ["-o", "-"]
        case .root: ["--root", "/captured", "-o", "/out/snapshot.tar"]
        case .dryRun: ["--dry-run"]
        }
    }

    /// Makes `system` the host of this run.
    func prepare(_ system: FakeSystem) {
        FakeSystem.populate(system, prefix: self == .root ? "/captured" : "")
        if self == .owner { system.owners["/out"] = 1000 }
        if self == .linking { system.cannotRename = true }
    }

    /// Runs the probe on `system`. Standard output counts as a snapshot if the run ended well.
    func outcome(_ system: FakeSystem) -> Outcome {
        let outcome = Outcome(system, arguments)
        guard self == .pipe, outcome.status == 0 else { return outcome }
        return Outcome(status: 0, system: system, members: Outcome.members(of: system.outputBytes))
    }

    /// What came of a run in which nothing fails.
    struct Good: Sendable {
        let counts: [FakeSystem.Call: Int]
        let members: [String: [UInt8]]
        let told: Int
    }

    static let good: [FaultRun: Good] = {
        var all: [FaultRun: Good] = [:]
        for run in allCases {
            let system = FakeSystem()
            run.prepare(system)
            let outcome = run.outcome(system)
            precondition(outcome.status == 0, system.errors)
            all[run] = Good(counts: system.counts, members: outcome.members ?? [:], told: outcome.told)
        }
        return all
    }()
}

extension Outcome {
    /// How many things the manifest says are missing, or not whole.
    var told: Int {
        let manifest = text("manifest.json")
        let parts = manifest.split(separator: "\"missing\":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return 0 }
        return parts[1].split(separator: "\"errno\":").count - 1
            + manifest.split(separator: "\"truncated\":true").count - 1
    }
}
