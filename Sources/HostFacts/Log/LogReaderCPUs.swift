import Arm64

/// What the log says about CPUs, and the command line.
extension LogReader {
    /// "Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]"; before 4.16 without the MIDR.
    mutating func bootCPU(_ message: LogMessage) {
        log.isFromStart = true
        isEmpty = false
        likelyArm64 = likelyArm64 ?? message.evidence
        var cursor = Cursor(message.text.dropFirst(30))
        guard cursor.prefixedHex() != nil else { return }
        // 32-bit arm prints the number alone, as arm64 did before 4.16.
        if cursor.rest.hasPrefix(" [") { arm64Evidence = arm64Evidence ?? message.evidence }
        addCPU(0, &cursor, message)
    }

    /// "Boot CPU: AArch64 Processor [410fd034]", "CPU: AArch64 Processor [410fd034] revision 4" (4.x)
    mutating func oldBootCPU(_ message: LogMessage, skip: Int) {
        arm64Evidence = arm64Evidence ?? message.evidence
        var cursor = Cursor(message.text.dropFirst(skip))
        addCPU(0, &cursor, message)
    }

    /// "CPU1: Booted secondary processor 0x0000000001 [0x411fd070]"
    mutating func secondaryCPU(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(3))
        guard let number = cursor.integer(), number < 8192, cursor.skip(": Booted secondary processor ")
        else { return }
        arm64Evidence = arm64Evidence ?? message.evidence
        // "CPU1: Booted secondary processor [411fd070]" up to 4.15
        if cursor.peek != 0x5b { guard cursor.prefixedHex() != nil else { return leaveOut(message) } }
        addCPU(number, &cursor, message)
    }

    mutating func addCPU(_ number: Int, _ cursor: inout Cursor, _ message: LogMessage) {
        cursor.skipBlanks()
        guard cursor.skip("[") else { return }
        if cursor.skip("0x") {}
        guard let (value, count) = cursor.hexDigits(), count == 8, cursor.skip("]"), value != 0,
            let midr = UInt32(exactly: value)
        else { return leaveOut(message) }
        isEmpty = false
        if let index = log.cpus.firstIndex(where: { $0.number == number }) {
            if log.cpus[index].midr.value.value != midr {
                log.remarks.append(
                    Remark(
                        "CPU \(number) came up with two MIDRs",
                        [log.cpus[index].midr.evidence, message.evidence]))
            }
            return
        }
        log.cpus.append(CPU(number: number, midr: Sourced(MIDR(midr), message.evidence)))
    }

    mutating func feature(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(14))
        arm64Evidence = arm64Evidence ?? message.evidence
        if cursor.skip("detected: ") || cursor.skip("detected feature: ") {
            let name = cursor.rest.printable
            if log.features[name] == nil { log.features[name] = message.evidence }
            isEmpty = false
        } else if cursor.skip("SANITY CHECK: Unexpected variation in ") {
            sanityCheck(&cursor, message)
        }
    }

    /// "… SYS_ID_AA64MMFR2_EL1. Boot CPU: 0x…, CPU4: 0x…"
    mutating func sanityCheck(_ cursor: inout Cursor, _ message: LogMessage) {
        guard let word = cursor.word(), word.last == 0x2e, cursor.skip(" Boot CPU: "),
            let boot = Self.paddedHex(&cursor), cursor.skip(", CPU"), let cpu = cursor.integer(),
            cursor.skip(": "),
            let value = Self.paddedHex(&cursor)
        else { return leaveOut(message) }
        log.sanityChecks.append(
            KernelLog.SanityCheck(
                register: word.dropLast().printable, bootValue: boot, cpu: cpu, value: value,
                evidence: message.evidence))
    }

    /// `%#016llx`: sixteen columns with "0x", more if the number needs them.
    static func paddedHex(_ cursor: inout Cursor) -> UInt64? {
        guard cursor.skip("0x"), let (value, count) = cursor.hexDigits(), count >= 14 else { return nil }
        return value
    }

    // MARK: Command line

    /// "Kernel command line: …". From 7.x on a long one is printed in pieces, each but the last
    /// ending in " \" (CONFIG_CMDLINE_LOG_WRAP_IDEAL_LEN); the pieces were parted at blanks.
    mutating func commandLine(_ message: LogMessage) {
        isEmpty = false
        var piece = message.text.dropFirst(20).trimmed()
        if message.text.count >= 990 || message.isJoined || isWrapped && message.text.count > 45
            || message.mayGoOn || Self.isMixed(piece) || piece.hasSuffix("…") || piece.hasSuffix("...")
        {
            log.isCommandLineDoubtful = true
        }
        let goesOn =
            piece.count >= 1 && piece.last == 0x5c && (piece.count == 1 || piece[piece.endIndex - 2].isBlank)
        if goesOn { piece = piece.dropLast().trimmed() }
        let text = piece.text
        if commandLineGoesOn, let before = log.commandLine {
            guard before.value.utf8.count < 8192 else {  // four times what arm64 accepts
                log.isCommandLineDoubtful = true
                return
            }
            log.commandLine = before.map { $0.isEmpty ? text : $0 + " " + text }
        } else if let before = log.commandLine {
            if before.value != text {
                log.remarks.append(
                    Remark("two command lines in one boot; the first counts", [message.evidence]))
            }
            return
        } else {
            log.commandLine = Sourced(text, message.evidence)
        }
        commandLineGoesOn = goesOn
    }

    /// Whether another line was written into this one: systemd's on the same console, or the next,
    /// whose line break was lost.
    static func isMixed(_ text: ArraySlice<UInt8>) -> Bool {
        let strangers: [StaticString] = [
            "[  OK  ]", "[FAILED]", " kernel:", " hash table entries: ", "[Mon ", "[Tue ", "[Wed ", "[Thu ",
            "[Fri ", "[Sat ", "[Sun ",
        ]
        if strangers.contains(where: { text.contains($0) }) { return true }
        return text.last == 0x3e && text.dropLast().last?.isDigit == true  // "<6>"
    }

    /// `Unknown kernel command line parameters "foo bar=1", will be passed to user space.`
    mutating func unknownParameters(_ message: LogMessage) {
        let rest = message.text.dropFirst(39)
        guard let open = rest.firstIndex(of: 0x22), let close = rest.lastIndex(of: 0x22), open < close else {
            return
        }
        log.unknownParameters = Sourced(rest[(open + 1)..<close].printable, message.evidence)
    }
}
