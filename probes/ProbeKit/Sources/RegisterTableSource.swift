extension Sources {
    /// The true ID_AA64MMFR2_EL1, read from the kernel's own table. Where the table lies, kallsyms tells.
    static let registerTable = Source(
        name: "register-table", readings: [.kcore, .privileged("/proc/kallsyms")],
        needs: Reading.kcoreNeeds + [.syslog], byteLimit: 65536, milliseconds: 3000, condition: .live,
        absence: .ofKernelMemory("the CPUs' true BBM level is not known from the kernel's table")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(KernelMemoryError) {
            let memory = try collector.kernelMemory()
            let table = try collector.address(of: "arm64_ftr_regs")
            let value = try IDRegisterTable.mmfr2(memory, table: table)
            collector.keep(mmfr2: value, by: "kcore", since: began)
        } catch {
            collector.missing(Collector.kcore, error)
        }
    }
}

extension Collector {
    /// The address of a symbol, as kallsyms shows it.
    func address(of name: String) throws(KernelMemoryError) -> UInt64 {
        if facts.symbols.isEmpty { try readSymbols() }
        guard let address = facts.symbols[name] else {
            throw KernelMemoryError(.noData, "kallsyms has no \(name) (built without KALLSYMS_ALL)")
        }
        guard address != 0 else {
            throw KernelMemoryError(.notPermitted, "kallsyms hides the address of \(name) (kptr_restrict)")
        }
        return address
    }

    /// For a run in which kallsyms itself takes no part.
    private func readSymbols() throws(KernelMemoryError) {
        let names = SymbolNames()
        do throws(Failure) {
            _ = try lines(of: "/proc/kallsyms", keepsPart: true) { names.choose($0) }
        } catch {
            throw KernelMemoryError(error, "/proc/kallsyms could not be read")
        }
        facts.symbols = names.addresses
    }
}
