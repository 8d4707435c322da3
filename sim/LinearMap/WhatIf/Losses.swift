import Arm64
import HostFacts

/// Something that changes take away.
public struct Loss: Hashable, Sendable {
    /// Short stable name.
    public let what: String
    /// What is lost, in a sentence.
    public let text: String
}

/// What is lost between two boots: read off the kernel's state, not off the options, so that several ways to the
/// same state lose the same.
struct Losses {
    private struct Side {
        let prediction: Prediction
        let settings: Settings
        let crash: WhatIf.Crash
        /// can_set_direct_map(): permissions of single pages can be changed.
        let changesPages: Bool
        let protectsCrash: Bool

        init(_ prediction: Prediction, _ crash: WhatIf.Crash) {
            self.prediction = prediction
            self.crash = crash
            settings = Settings(prediction.host)
            let version = settings.version.value
            changesPages =
                settings.debugPagealloc.value
                || Rodata.asksForPages(settings.rodata.value, version: version)
                || Kfence.asksForPages(
                    settings.kfence.value, version: version, symbols: prediction.host.symbols)
            let rule = Crashkernel.rule(version, patch: settings.crashkernel.value.patch)
            protectsCrash =
                ![Crashkernel.noEffect.id, Crashkernel.lateReservation.id].contains(rule.id)
                && !crash.pieces.isEmpty
        }

        var crashBytes: UInt64 { crash.pieces.reduce(0) { $0 + $1.range.size } }
        var version: KernelVersion { settings.version.value }
    }

    private let old: Side
    private let new: Side

    init(
        _ before: Prediction, _ after: Prediction, _ crashBefore: WhatIf.Crash, _ crashAfter: WhatIf.Crash
    ) {
        old = Side(before, crashBefore)
        new = Side(after, crashAfter)
    }

    var all: [Loss] {
        (protection + secret + kfence + crashkernel + splitting + [debugging, pages, age])
            .compactMap { $0 }
    }

    private var protection: [Loss?] {
        let was = old.settings.rodata.value, will = new.settings.rodata.value
        let aliases = Rodata.asksForPages(was, version: old.version) && !will.full
        return [
            aliases
                ? Loss(
                    what: "writable-aliases",
                    text:
                        "Text and constants of modules and BPF programs can be written again through the linear map: rodata= no longer covers their aliases."
                ) : nil,
            was.enabled && !will.enabled
                ? Loss(
                    what: "rodata-off",
                    text: "The kernel's own text and constants stay writable: rodata=off protects nothing.")
                : nil,
        ]
    }

    /// memfd_secret() is there from 5.14, and on by default since 6.5. That it is refused where it could not work came
    /// with 6.12 and 6.1.113.
    private var secret: [Loss?] {
        guard old.changesPages, !new.changesPages, old.version >= v(5, 14), new.version >= v(5, 14)
        else { return [] }
        let host = new.prediction.host
        if let config = host.config, !config.isSet("SECRETMEM").value { return [] }
        let isOn = host.commandLine?.value.last("secretmem.enable")?.value
            .flatMap { KernelNumber.bool(Array($0.utf8), acceptsTrueFalse: true) }
        guard isOn != false else { return [] }
        let checks =
            new.version >= v(6, 12) || (new.version >= v(6, 1, 113) && new.version < v(6, 2))
            || (new.version >= v(6, 6, 55) && new.version < v(6, 7))
        let condition =
            new.version < v(6, 5) && isOn == nil ? " (This kernel has it only with secretmem.enable=1.)" : ""
        let text =
            checks
            ? "memfd_secret() returns ENOSYS: pages cannot be taken out of the linear map."
            : "Memory of memfd_secret() stays readable through the linear map: its pages cannot be taken out."
        return [Loss(what: "memfd-secret", text: text + condition)]
    }

    private var kfence: [Loss?] {
        let was = old.settings.kfence.value, will = new.settings.kfence.value
        var losses: [Loss?] = []
        if was.configured, !will.configured {
            losses.append(
                Loss(what: "kfence", text: "KFENCE no longer finds memory errors: it is not built in."))
        }
        if let pool = new.prediction.kfencePool, old.prediction.kfencePool == nil {
            losses.append(
                Loss(
                    what: "kfence-pool",
                    text:
                        "KFENCE takes \(ByteCount.text(pool.size)) for its pool and samples an allocation every interval (some cycles on each slab allocation's path, a guarded page per sample)."
                ))
        }
        return losses
    }

    private var crashkernel: [Loss?] {
        var losses: [Loss?] = []
        if !old.crash.pieces.isEmpty, new.crash.pieces.isEmpty {
            losses.append(
                Loss(what: "no-dumps", text: "No memory for a crash kernel: a panic leaves no dump."))
        }
        if new.crashBytes > old.crashBytes {
            losses.append(
                Loss(
                    what: "crash-memory",
                    text:
                        "\(ByteCount.text(new.crashBytes - old.crashBytes)) more are set aside for the crash kernel and not available otherwise."
                ))
        } else if new.crashBytes < old.crashBytes, !new.crash.pieces.isEmpty {
            losses.append(
                Loss(
                    what: "less-crash-memory",
                    text:
                        "The crash kernel gets \(ByteCount.text(old.crashBytes - new.crashBytes)) less: test that a dump still works."
                ))
        }
        if old.protectsCrash, !new.protectsCrash, !new.crash.pieces.isEmpty {
            losses.append(
                Loss(
                    what: "crash-unprotected",
                    text:
                        "The loaded crash kernel is no longer unmapped while the system runs: a stray write can damage it."
                ))
        }
        return losses
    }

    private var splitting: [Loss?] {
        func may(_ side: Side) -> Bool { side.settings.splitting.value.allCPUs && side.changesPages }
        guard may(new), !may(old), new.prediction.mapping == .blocks else { return [] }
        return [
            Loss(
                what: "splits-while-running",
                text:
                    "Blocks are split as modules and BPF programs are loaded, and never joined again; a CPU without the feature cannot be brought up later."
            )
        ]
    }

    private var debugging: Loss? {
        guard old.settings.debugPagealloc.value, !new.settings.debugPagealloc.value else { return nil }
        return Loss(what: "debug-pagealloc", text: "Use of freed pages is no longer caught.")
    }

    private var pages: Loss? {
        let was = old.prediction.granule, will = new.prediction.granule
        guard was != will else { return nil }
        guard will.pageSize > was.pageSize else {
            return Loss(
                what: "page-size",
                text: "User memory is mapped in smaller pages: more TLB misses outside the kernel.")
        }
        return Loss(
            what: "page-size",
            text:
                "Every cached file, stack and small mapping takes at least \(ByteCount.text(will.pageSize)): \(will.pageSize / was.pageSize) times as much for small files; programs built for smaller pages may not start."
        )
    }

    private var age: Loss? {
        guard new.version < old.version else { return nil }
        return Loss(
            what: "older-kernel",
            text: "Whatever was repaired between \(new.version.text) and \(old.version.text) is broken again."
        )
    }
}
