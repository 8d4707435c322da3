extension Sources {
    /// The ID registers as the kernel lets every program see them. BBM is hidden there by design: a zero in
    /// its field never means that the CPU lacks it.
    static let idRegisters = Source(
        name: "id-registers", readings: [.plain("/sys/devices/system/cpu/online")], needs: [],
        byteLimit: 1 << 18, milliseconds: 1500, condition: .live, places: ["/linmap/id-registers"],
        absence: Absence(
            "what programs see of the CPUs' features is not known",
            [
                (
                    .notImplemented,
                    "the machine is no arm64, or its kernel does not show ID registers to programs"
                )
            ])
    ) { collector in
        let path = "/sys/devices/system/cpu/online"
        guard let list = collector.line(path) else { return collector.missing(path, .noSuchFile) }
        let began = collector.system.microseconds()
        var text = Array("# el0: what the kernel lets programs see; BBM always reads as 0 there\n".utf8)
        defer { collector.system.unbind() }
        for cpu in numbers(in: list) {
            guard !collector.deadline.isOver else { return collector.missing(path, .timedOut) }
            // A CPU may go offline meanwhile, or be kept from us.
            if let failure = Failure(result: collector.system.bind(toCPU: cpu)) {
                collector.missing("linmap/id-registers of cpu\(cpu)", failure)
                continue
            }
            for register in IDRegister.allCases {
                var value: UInt64 = 0
                if let failure = Failure(result: collector.system.idRegister(register, &value)) {
                    return collector.missing("MRS \(register.name)", failure)
                }
                text += Array("el0 cpu\(cpu) \(register.name) 0x\(hexadecimal(value))\n".utf8)
            }
        }
        collector.facts.idRegisters += text
        collector.facts.idRegisterMicroseconds += UInt32(clamping: collector.system.microseconds() &- began)
    }

}

extension Collector {
    /// Puts together what several sources learnt of the registers.
    func keepIDRegisters() {
        guard !facts.idRegisters.isEmpty else { return }
        do throws(Failure) {
            try store.add(
                Store.Entry(
                    path: "linmap/id-registers", bytes: facts.idRegisters,
                    source: "KVM, /proc/kcore, MRS at EL0", name: Sources.idRegisters.name,
                    microseconds: facts.idRegisterMicroseconds))
        } catch {
            store.add(
                Store.Missing(
                    path: "linmap/id-registers", name: Sources.idRegisters.name, failure: error,
                    meaning: "the snapshot is full", isTold: true))
        }
    }
}

extension Sources {
    /// The numbers in a list such as "0-3,8".
    static func numbers(in list: String) -> [Int] {
        var all: [Int] = []
        for part in list.utf8.split(separator: 0x2c) {
            let ends = part.split(separator: 0x2d, maxSplits: 1).map {
                Int(String(decoding: $0, as: UTF8.self))
            }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 0, first <= last,
                last < 8192
            else { continue }
            all += Array(first...last)
        }
        return all
    }

    /// Sixteen digits.
    static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        var text = ""
        for _ in digits.utf8.count..<16 { text += "0" }
        return text + digits
    }
}
