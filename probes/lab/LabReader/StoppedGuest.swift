/// A guest stopped in its kernel: the registers and the tables.
public struct StoppedGuest {
    /// The system registers that tell about tables and identity, of one CPU.
    public let registers: [String: UInt64]
    /// The linear map.
    public let tables: LinearTables

    /// Reads a guest that the stub has stopped.
    /// - Throws: if no CPU is in the kernel: a CPU in user code may have the tables of KPTI in TTBR1.
    public init(_ stub: GDBStub, _ ram: RAMFile) throws(LabError) {
        var cpu = 0
        while try stub.select(cpu: cpu) {
            let level = try stub.exceptionLevel()
            if level == 1 || level == 2 {
                var registers: [String: UInt64] = [:]
                for name in stub.registers
                where name.hasPrefix("ID_AA64") || StoppedGuest.others.contains(name) {
                    registers[name] = try stub.register(name)
                }
                self.registers = registers
                guard let tcr = registers["TCR_EL\(level)"], let ttbr1 = registers["TTBR1_EL\(level)"] else {
                    throw LabError("QEMU shows no translation registers of EL\(level)")
                }
                tables = try Sweep(Translation(tcr: tcr, ttbr1: ttbr1), ram).linearMap()
                return
            }
            cpu += 1
        }
        throw LabError("no CPU is in the kernel")
    }

    private static let others = ["TCR_EL1", "TTBR1_EL1", "TCR_EL2", "TTBR1_EL2", "MIDR_EL1", "SCTLR_EL1"]

    /// The registers as one JSON object of hexadecimal strings, names in order.
    public func registersJSON() -> String {
        let lines = registers.sorted { $0.key < $1.key }.map { " \"\($0.key)\": \"\(hex($0.value))\"" }
        return "{\n\(lines.joined(separator: ",\n"))\n}\n"
    }
}
