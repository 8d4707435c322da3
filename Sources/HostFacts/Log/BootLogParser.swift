public import Snapshot

/// Reads a kernel log: dmesg in any of its forms, /var/log/dmesg, journald's or syslog's copy.
///
/// Of several boots in one file the last complete one counts. A message of which a number may be
/// damaged is left out with a remark: a number in the result is one the kernel printed.
public enum BootLogParser {
    /// Reads `file`.
    ///
    /// A log without any known message gives an empty `KernelLog`; x86 logs are recognised by
    /// `architecture`.
    ///
    /// - Throws: `.badData` for packed bytes, UTF-16, or a file without any text.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> KernelLog {
        try file.refuseForeignBytes()
        let lines = LogLines(file)
        guard !lines.messages.isEmpty else {
            throw InputError(.badData, file: file.path, "no text", expected: "a kernel log")
        }
        let boots = boots(of: lines.messages)
        let readers = boots.map { boot in
            var reader = LogReader(file: file.path, isWrapped: lines.isWrapped)
            for message in lines.messages[boot] { reader.read(message) }
            reader.finish()
            return reader
        }
        let whole = readers.last { $0.log.isFromStart && $0.log.commandLine != nil && $0.hasMemory }
        let chosen =
            whole ?? readers.last { $0.log.isFromStart } ?? readers.last { !$0.isEmpty } ?? readers.last
        var log = chosen?.log ?? KernelLog(file: file.path)
        // "Booting Linux on hartid 1" stands before the banner with which a boot begins here.
        if chosen?.arm64Evidence == nil, let foreign = readers.lazy.compactMap(\.foreign).first {
            log.architecture = Sourced(foreign.name, foreign.evidence)
        }
        log.bootCount = max(1, readers.filter { !$0.isEmpty }.count)
        log.remarks = lines.remarks + log.remarks
        if log.bootCount > 1 { log.remarks.append(severalBoots(log.bootCount, log)) }
        return log
    }

    private static func severalBoots(_ count: Int, _ log: KernelLog) -> Remark {
        let evidence = [log.cpus.first?.midr.evidence, log.banner?.evidence].compactMap { $0 }.prefix(1)
        return Remark("the log holds \(count) boots or copies; the last complete one counts", Array(evidence))
    }

    /// Where boots begin: at "Booting Linux on physical CPU", at a banner without that line before
    /// it, or where the clock goes back without either (a second copy whose start was lost).
    private static func boots(of messages: [LogMessage]) -> [Range<Int>] {
        var starts: [Int] = [0]
        var hasBanner = false
        var hasStart = false
        var latest: UInt64 = 0
        for (index, message) in messages.enumerated() {
            let isStart = message.text.hasPrefix("Booting Linux on physical CPU")
            let isBanner = message.text.hasPrefix("Linux version ")
            let wentBack = message.time.map { $0 + 2_000_000 < latest } ?? false
            let begins = isStart || (isBanner && (hasBanner || !hasStart)) || (wentBack && !isBanner)
            if begins {
                if index > 0, index != starts.last { starts.append(index) }
                hasStart = isStart
                hasBanner = isBanner
                latest = 0
            } else if isBanner {
                hasBanner = true
            }
            if let time = message.time { latest = max(latest, time) }
        }
        return zip(starts, starts.dropFirst() + [messages.count]).map { $0..<$1 }
    }
}
