import Arm64
import HostFacts

/// What a kernel says, or silently does, about options it cannot use: told in its place, as nothing is wrong with
/// the question.
struct OptionRemarks {
    private let after: Prediction
    private let replay: ReservationReplay?
    private let keys: Set<String>

    init(_ after: Prediction, _ replay: ReservationReplay?, _ changes: [Change]) {
        self.after = after
        self.replay = replay
        keys = Set(
            changes.compactMap { change -> String? in
                switch change {
                case .set(let key, _), .add(let key, _): key
                default: nil
                }
            })
    }

    var all: [String] {
        // Another kernel may not know what the old one did, so every option is looked at.
        let line = after.host.commandLine?.value
        return rodata(line) + interval(line) + pagealloc(line) + crash
    }

    private var name: String { after.version.text }

    private func rodata(_ line: KernelCommandLine?) -> [String] {
        let version = Rodata.parser(after.host, after.version)
        return (line?.all("rodata") ?? []).compactMap { parameter in
            guard let value = parameter.value, !Rodata.accepts(value, version: version) else { return nil }
            let said =
                version >= v(5, 19, 6)
                ? "logs \"Invalid option string for rodata: '\(value)'\""
                : "logs \"Malformed early option 'rodata'\""
            return "\(parameter.text): \(name) does not know this value; it \(said) and keeps its default"
        }
    }

    private func interval(_ line: KernelCommandLine?) -> [String] {
        guard let parameter = line?.last("kfence.sample_interval") else { return [] }
        if KernelNumber.option(Array((parameter.value ?? "").utf8)) == nil {
            return ["\(parameter.text): \(name) finds no number in it and keeps its default"]
        }
        guard keys.contains("kfence.sample_interval") else { return [] }
        let setting = Kfence.setting(after.host)
        guard !setting.value.configured, setting.assumption == nil else { return [] }
        return ["\(parameter.text): without CONFIG_KFENCE it has no effect"]
    }

    private func pagealloc(_ line: KernelCommandLine?) -> [String] {
        guard keys.contains("debug_pagealloc"), let parameter = line?.last("debug_pagealloc"),
            let config = after.host.config, !config.isSet("DEBUG_PAGEALLOC").value
        else { return [] }
        return ["\(parameter.text): without CONFIG_DEBUG_PAGEALLOC it has no effect"]
    }

    private var crash: [String] {
        guard let line = after.host.commandLine?.value, let replay else { return [] }
        let words = line.all("crashkernel").map(\.text).joined(separator: " ")
        guard !words.isEmpty else { return [] }
        if !replay.inputs.state.kexec {
            return ["\(words): without CONFIG_KEXEC_CORE the kernel does not know it"]
        }
        return ignored(line, replay) + verdict(words, replay)
    }

    /// Words beside those that count: hidden by a plain or a later one, or not known to this kernel.
    private func ignored(_ line: KernelCommandLine, _ replay: ReservationReplay) -> [String] {
        let counts = replay.inputs.option.tokens
        guard !counts.isEmpty else { return [] }
        return line.all("crashkernel").map(\.text).filter { !counts.contains($0) }.map {
            "\($0): \(name) ignores it beside \(counts.joined(separator: " "))"
        }
    }

    private func verdict(_ words: String, _ replay: ReservationReplay) -> [String] {
        let forces =
            Crashkernel.effect(replay.inputs.state, version: after.version, reserved: false) == .pages
            ? "; the word alone still forces pages for the whole map" : ""
        switch replay.inputs.option.verdict {
        case .absent: return ["\(words): \(name) reserves nothing for it, silently\(forces)"]
        case .refused(let logged, let because):
            let said = logged.map { "logs \"\($0)\"" } ?? "says nothing"
            return ["\(words): \(name) \(said) and reserves nothing (\(because))\(forces)"]
        case .request:
            guard let failure = replay.crash.failure else { return [] }
            if replay.crash.isEndless { return ["\(words): \(name) \(failure)"] }
            return ["\(words): \(name) logs \"\(failure)\" and reserves nothing\(forces)"]
        }
    }
}
