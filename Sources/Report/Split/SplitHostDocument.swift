import Arm64
import HostFacts
import LinearMap

/// The `host` part of `linmap.split/1`.
struct SplitHostDocument: Encodable {
    struct Level: Encodable {
        var least: Int
        var most: Int
        var origin: String
        var text: String
        var evidence: [PredictionDocument.EvidenceLine]
    }

    struct Standing: Encodable {
        var kind: String
        var text: String
        var evidence: [PredictionDocument.EvidenceLine]
    }

    struct Policy: Encodable {
        var kind: String
        var certain: Bool
        var strategy: String?
        var text: String
        var rules: [String]
    }

    struct Strategy: Encodable {
        var strategy: String
        var safe: String
        var dangers: [String]
    }

    let name: String
    let host: PredictionDocument.Host
    let cpus: Int
    let level: Level
    let standing: Standing
    let policy: Policy
    let cores: [ReportDocument.CPU]
    let repeatsInvalidations: String
    let strategies: [Strategy]

    init(_ report: SplitHostReport) {
        let prediction = report.prediction
        name = prediction.host.name
        host = PredictionDocument(prediction).host
        cpus = prediction.host.cpus.count
        level = Level(SplitLevel(prediction))
        standing = Standing(HostStanding(prediction.host))
        policy = Policy(KernelPolicy(prediction))
        cores = CPUStanding.all(prediction).map(ReportDocument.CPU.init)
        repeatsInvalidations = RepeatedInvalidation.state(prediction.host).state.rawValue
        strategies = report.strategies.map {
            Strategy(strategy: $0, safe: report.safety($0).rawValue, dangers: report.dangers($0))
        }
    }
}

extension SplitHostDocument.Level {
    init(_ level: SplitLevel) {
        self.init(
            least: level.levels.lowerBound, most: level.levels.upperBound, origin: level.origin.rawValue,
            text: level.text, evidence: level.evidence.map(PredictionDocument.EvidenceLine.init))
    }
}

extension SplitHostDocument.Standing {
    init(_ standing: HostStanding) {
        self.init(
            kind: standing.kind.rawValue, text: standing.text,
            evidence: standing.evidence.map(PredictionDocument.EvidenceLine.init))
    }
}

extension SplitHostDocument.Policy {
    init(_ policy: KernelPolicy) {
        self.init(
            kind: policy.kind.rawValue, certain: policy.isCertain, strategy: policy.method?.rawValue,
            text: policy.text, rules: policy.reasons.map(\.rule.id))
    }
}
