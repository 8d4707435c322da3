import Arm64
public import HostFacts

extension WhatIf {
    /// Refuses changes that do not fit `host`, or that no kernel could use. A value that only some kernels know is
    /// no error: `remarks` then tell what this one does with it.
    public static func check(_ changes: [Change], on host: Host) throws(ChangeOptions.Refusal) {
        let changed = ChangedHost.make(changes, of: host)
        let version = Settings(changed).version.value
        for change in changes {
            // What else stands on it is not known, and might decide.
            if change.isOfCommandLine, host.commandLine == nil {
                throw .data(
                    "\(change.text): the snapshot holds no command line that could be changed; expected proc/cmdline, or a log that names it"
                )
            }
            switch change {
            case .set(let key, let value): try check(key, value, version)
            case .add(let key, let value): try check(key, value, version)
            case .config where host.config == nil:
                throw .data(
                    "\(change.text): the snapshot holds no kernel configuration that could be changed; expected boot/config-RELEASE or proc/config.gz"
                )
            case .variant(let variant):
                guard host.kernel != nil else {
                    throw .data("\(change.text): the snapshot does not tell which kernel this is")
                }
                if variant == .kdumpSeries, version >= v(6, 4) || version < v(5, 10) {
                    throw .data(
                        "\(change.text): the series is for kernels from 5.10 to 6.3, not for \(version.text)")
                }
            default: break
            }
        }
    }

    private static func check(
        _ key: String, _ value: String?, _ version: KernelVersion
    ) throws(ChangeOptions.Refusal) {
        let text = "\(key)\(value.map { "=\($0)" } ?? "")"
        let bytes = Array((value ?? "").utf8)
        func refuse(_ does: String, expected: String) -> ChangeOptions.Refusal {
            .data("\(text): \(version.text) \(does); expected \(expected)")
        }
        switch key {
        case "rodata":
            let known = ["on", "off", "full", "noalias"].contains(value ?? "")
            let isBool = KernelNumber.bool(bytes, acceptsTrueFalse: true) != nil
            guard !known, !isBool else { return }
            throw refuse(
                "would only warn, ignore it and keep its default",
                expected: "on, off, full (to 6.17) or noalias (from 6.18)")
        case "kfence.sample_interval":
            guard KernelNumber.option(bytes) == nil else { return }
            throw refuse(
                "would find no number in it, ignore it and keep its default", expected: "milliseconds")
        case "debug_pagealloc":
            guard
                KernelNumber.bool(bytes, acceptsTrueFalse: true, acceptsEnableDisable: true) == nil
            else { return }
            throw refuse("would only warn and ignore it", expected: "on or off")
        case "crashkernel": try checkCrash(text, version)
        default: break
        }
    }

    /// What even the newest kernel with any amount of memory cannot read.
    private static func checkCrash(
        _ text: String, _ version: KernelVersion
    ) throws(ChangeOptions.Refusal) {
        // A part beside others is only read beside a region.
        let isPart = text.hasSuffix(",low") || text.hasSuffix(",cma")
        let line = isPart ? String(text.dropLast(4)) : text
        let verdict = CrashkernelOption(line, version: v(7, 3), systemRAM: 1 << 62).verdict
        guard case .refused(let logged?, _) = verdict, logged != CrashkernelParser.noRange else { return }
        let own = CrashkernelOption(line, version: version, systemRAM: 1 << 62).verdict
        var said = logged
        if case .refused(let words?, _) = own { said = words }
        throw .data(
            "\(text): \(version.text) would log \"\(said)\", ignore it and reserve nothing; expected SIZE[@OFFSET], SIZE,high, SIZE,low, SIZE,cma or START-[END]:SIZE,…"
        )
    }
}
