public import Arm64
import HostFacts

/// Memory that must be in pages, and why; or that might seem to and need not.
public struct PageNeed: Hashable, Sendable {
    /// What it is about.
    public enum Subject: String, Hashable, Sendable {
        /// The region the crash kernel is loaded to.
        case crash
        /// Its low part.
        case crashLow = "crash-low"
        /// KFENCE's pool.
        case kfence
        /// Aliases of read-only memory anywhere.
        case readOnly = "read-only"
    }

    /// What.
    public let subject: Subject
    /// Where; nil for anywhere, which means the whole map.
    public let ranges: [AddressRange]?
    /// Must be write-protected while the system runs.
    public let isProtected: Bool
    /// Must be in pages for this; others may have it in pages anyway.
    public let needsPages: Bool
    /// Why.
    public let why: String

    /// The needs of a host after changes.
    public static func all(_ whatIf: WhatIf) -> [PageNeed] {
        crash(whatIf) + rest(whatIf.after)
    }

    private static func crash(_ whatIf: WhatIf) -> [PageNeed] {
        let host = whatIf.after.host
        let state = Settings(host).crashkernel.value
        let rule = Crashkernel.rule(whatIf.after.version, patch: state.patch)
        let effect = Crashkernel.effect(
            state, version: whatIf.after.version, reserved: !host.crash.whenMapped.isEmpty)
        return whatIf.crash.pieces.filter { $0.kind != .cma }.map { piece in
            let isLow = piece.kind == .low
            let protects = rule.id != Crashkernel.noEffect.id && !isLow
            let why: String
            switch (isLow, effect) {
            case (true, .pages):
                why =
                    "kexec loads nothing to the low part, so it needs no protection; it is in pages because everything is"
            case (true, _): why = "kexec loads nothing to the low part: no protection, no pages"
            case (false, .pages):
                why =
                    "kexec loads image and device tree here, to be unmapped page by page; its place is not known when the map is built, so everything is in pages"
            case (false, .carveOut):
                why =
                    "kexec loads image and device tree here, to be unmapped page by page; its place is known when the map is built, so it alone is in pages"
            case (false, .none):
                why =
                    protects
                    ? "kexec loads image and device tree here; the map does not provide for protecting them"
                    : "the loaded image is not protected: mapped like any memory"
            }
            return PageNeed(
                subject: isLow ? .crashLow : .crash, ranges: [piece.range], isProtected: protects,
                needsPages: effect != .none && !isLow, why: why)
        }
    }

    private static func rest(_ after: Prediction) -> [PageNeed] {
        let host = after.host, settings = Settings(host)
        let splits = settings.splitting.value.allCPUs
        var needs: [PageNeed] = []
        if Rodata.asksForPages(settings.rodata.value, version: after.version) {
            needs.append(
                PageNeed(
                    subject: .readOnly, ranges: nil, isProtected: true, needsPages: !splits,
                    why: splits
                        ? "aliases of read-only memory are protected by splitting the block they lie in"
                        : "any page may become read-only (modules, BPF), and leaves cannot be split later"))
        }
        if let pool = after.kfencePool {
            needs.append(
                PageNeed(
                    subject: .kfence, ranges: [pool], isProtected: false, needsPages: true,
                    why: "guard pages of the pool change with every sample; the rest is not touched"))
        } else if Kfence.asksForPages(
            settings.kfence.value, version: after.version, symbols: host.symbols)
        {
            needs.append(
                PageNeed(
                    subject: .kfence, ranges: nil, isProtected: false, needsPages: !splits,
                    why: splits
                        ? "the pool is split off when KFENCE is switched on"
                        : "the pool may come to lie anywhere, and leaves cannot be split later"))
        }
        return needs
    }
}
