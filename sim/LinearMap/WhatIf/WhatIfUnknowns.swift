import Arm64
import HostFacts

/// What no simulation of another boot can know, with the bytes that hang on it.
struct WhatIfUnknowns {
    private let before: Prediction
    private let changed: ChangedBoot
    private let changes: [Change]

    init(_ before: Prediction, _ changed: ChangedBoot, _ changes: [Change]) {
        self.before = before
        self.changed = changed
        self.changes = changes
    }

    var all: [Prediction.Unknown] {
        guard !changes.isEmpty, !after.layout.segments.isEmpty else { return [] }
        return (crash + [image, config, hardware, added].compactMap { $0 }).filter {
            $0.effectBytes > 0
        }
    }

    private var after: Prediction { changed.prediction }
    private var host: Host { before.host }
    private var hasNewKernel: Bool {
        after.version != before.version || after.granule != before.granule
    }

    // MARK: - The crash kernel

    private var crash: [Prediction.Unknown] {
        guard changed.placesCrash, let replay = changed.replay else { return [] }
        var result: [Prediction.Unknown] = []
        for piece in replay.crash.pieces {
            let isHigh = piece.range.start >= replay.dmaLimit.value && replay.inputs.state.dmaZones
            if isHigh {
                result.append(
                    .init(
                        what: "crash-high-place",
                        effectBytes: min(replay.playBytes, after.layout.mappedBytes),
                        text:
                            "the high crash region at \(ByteCount.hex(piece.range.start)) lies below what the kernel takes before it (memory map and tables, per node): its place may shift by so much"
                    ))
            } else if !changed.isProven {
                result.append(
                    .init(
                        what: "crash-low-place", effectBytes: 2 * piece.range.size,
                        text:
                            "the simulation does not put the captured boot's crash region where it was, so the place of the new one at \(ByteCount.hex(piece.range.start)) is not certain either"
                    ))
            }
        }
        if case .request(let request) = replay.inputs.option.verdict, request.cmaSize > 0 {
            result.append(
                .init(
                    what: "crash-cma-place", effectBytes: request.cmaSize,
                    text:
                        "where the contiguous allocator's part of the crash memory lies is not simulated; it is mapped like any memory"
                ))
        }
        if let assumption = replay.dmaLimit.assumption, !replay.crash.pieces.isEmpty {
            result.append(
                .init(
                    what: "dma-limit", effectBytes: replay.crash.pieces.reduce(0) { $0 + $1.range.size },
                    text: assumption))
        }
        return result
    }

    // MARK: - The kernel

    private var image: Prediction.Unknown? {
        guard let image = host.image, image.code != nil || image.text != nil else { return nil }
        if hasNewKernel {
            return .init(
                what: "image-size", effectBytes: min(imageBound(moves: false), after.layout.mappedBytes),
                text:
                    "another kernel's image has another size: the leaves at the edges of its alias will differ"
            )
        }
        if host.log.kaslr?.value == false || host.commandLine?.value.last("nokaslr") != nil { return nil }
        return .init(
            what: "image-place", effectBytes: min(imageBound(moves: true), after.layout.mappedBytes),
            text:
                "the image is taken to lie where it lay; firmware and KASLR may put it elsewhere at the next boot"
        )
    }

    /// Bytes whose leaf the image's alias can decide. In a map of pages that is the alias itself; among blocks also
    /// what is left of the contiguous groups at its ends. An image that moves breaks up the largest leaf it comes to
    /// lie in, and gives back that which it lay in.
    private func imageBound(moves: Bool) -> UInt64 {
        let alias = KernelImageAlias.largestImage
        guard after.mapping == .blocks else { return moves ? 2 * alias : alias }
        let group = after.granule.contPmdSize
        let largest = after.granule == .k4 ? max(group, 1 << 30) : group
        return moves ? 2 * (alias + 2 * largest) : alias + 2 * group
    }

    /// The short name of the unknown that the vendor's configuration is.
    static let configName = "kernel-config"

    /// Another release is built with another configuration. What the vendor is known to set there is tried.
    private var config: Prediction.Unknown? {
        guard after.version != before.version, let config = host.config else { return nil }
        var tried = after.host
        let evidence = Evidence(file: "what-if", text: "the vendor's configuration")
        var words: [String] = []
        func set(_ symbol: String, _ value: String) {
            guard (config.value(symbol)?.value ?? "n") != value else { return }
            tried.config = tried.config?.setting(symbol, to: Sourced(value, evidence))
            words.append("CONFIG_\(symbol)=\(value)")
        }
        if let row = DistributionDefaults.of(after.host) {
            if let kfence = row.kfence { set("KFENCE", kfence ? "y" : "n") }
            if let interval = row.kfenceInterval { set("KFENCE_SAMPLE_INTERVAL", "\(interval)") }
        } else if after.version >= v(5, 12) {
            set("KFENCE", "y")
            set("KFENCE_SAMPLE_INTERVAL", "0")
        }
        guard !words.isEmpty else { return nil }
        let other = Predictor.predict(tried)
        let outcome =
            other.mapping == after.mapping
            ? "some leaves would differ" : "the map would be in \(other.mapping.rawValue)"
        return .init(
            what: Self.configName, effectBytes: after.layout.difference(from: other.layout).byteCount,
            text:
                "the captured configuration is taken over; \(after.version.text) of this vendor may be built otherwise: with \(words.joined(separator: " ")) \(outcome)"
        )
    }

    /// Other cores or another page size stand for another machine or another build.
    private var hardware: Prediction.Unknown? {
        guard after.granule != before.granule else { return nil }
        return .init(
            what: "memory-edges",
            effectBytes: min(
                after.granule.pageSize * 2 * UInt64(host.memory?.boot.count ?? 0), after.layout.mappedBytes),
            text: "a kernel of another page size rounds what firmware reserves to its own pages")
    }

    /// Memory that was plugged in may be there from the start of the next boot.
    private var added: Prediction.Unknown? {
        let plugged = host.memory?.hotPlugged.map(\.range) ?? []
        guard !plugged.isEmpty else { return nil }
        var tried = after.host
        let all = AddressSet((tried.memory?.boot ?? []).map(\.value)).union(AddressSet(plugged.map(\.value)))
        let evidence = Evidence(file: "what-if", text: "added memory")
        tried.memory?.boot = all.ranges.map { Sourced($0, evidence) }
        tried.memory?.hotPlugged = []
        return .init(
            what: "added-memory",
            effectBytes: after.layout.difference(from: Predictor.predict(tried).layout).byteCount,
            text:
                "memory that was added while the system ran is taken to be added again; where firmware lists it at the next boot, it is mapped with the rest"
        )
    }
}
