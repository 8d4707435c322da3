import Arm64
import HostFacts

/// One assumption tried the other way round.
struct Variant {
    /// Short stable name of what is assumed.
    let what: String
    /// What is assumed, and why.
    let assumption: String
    /// When it would be otherwise.
    let condition: String
    /// Makes it otherwise.
    let apply: (inout Settings) -> Void
}

extension Settings {
    /// Every assumption in these settings, tried the other way round.
    func variants(_ host: Host) -> [Variant] {
        versionVariants(host) + granuleVariants(host) + mechanismVariants
            + variants(of: \.offset, "linear-map-offset")
    }

    /// Assumptions about mechanisms that each can force pages. Two of them may hide each other, so they
    /// are tried together as well.
    var mechanismVariants: [Variant] {
        variants(of: \.rodata, "rodata") + variants(of: \.debugPagealloc, "debug-pagealloc")
            + variants(of: \.kfence, "kfence") + variants(of: \.crashkernel, "crashkernel")
            + variants(of: \.splitting, "bbm")
    }

    /// Combinations of two and then three mechanisms.
    var combinedVariants: [Variant] {
        let single = mechanismVariants
        func extended(_ list: [(variant: Variant, last: Int)]) -> [(variant: Variant, last: Int)] {
            list.flatMap { entry in
                single.indices.dropFirst(entry.last + 1)
                    .filter { single[$0].what != single[entry.last].what }
                    .map { (entry.variant.with(single[$0]), $0) }
            }
        }
        let pairs = extended(single.indices.map { (single[$0], $0) })
        return (pairs + extended(pairs)).map(\.variant)
    }

    private func versionVariants(_ host: Host) -> [Variant] {
        version.alternatives.map { other in
            Variant(what: "kernel-version", assumption: version.assumption ?? "", condition: other.condition)
            {
                $0 = Settings(host, version: Setting(other.value, []), granule: $0.granule)
            }
        }
    }

    private func granuleVariants(_ host: Host) -> [Variant] {
        granule.alternatives.map { other in
            Variant(what: "page-size", assumption: granule.assumption ?? "", condition: other.condition) {
                $0 = Settings(host, version: $0.version, granule: Setting(other.value, []))
            }
        }
    }

    private func variants<Value>(
        of path: WritableKeyPath<Settings, Setting<Value>>, _ what: String
    ) -> [Variant] {
        self[keyPath: path].alternatives.map { other in
            Variant(what: what, assumption: self[keyPath: path].assumption ?? "", condition: other.condition)
            {
                $0[keyPath: path].value = other.value
            }
        }
    }
}

extension Variant {
    /// Both at once.
    fileprivate func with(_ other: Variant) -> Variant {
        Variant(
            what: "\(what)+\(other.what)",
            assumption: assumption == other.assumption ? assumption : "\(assumption); \(other.assumption)",
            condition: "\(condition) and \(other.condition)"
        ) { settings in
            apply(&settings)
            other.apply(&settings)
        }
    }
}
