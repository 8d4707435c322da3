/// What redaction must know of the host before the first file: which addresses are random.
public struct RedactionContext: Hashable, Sendable {
    /// The text of the VMCOREINFO note.
    public var vmcoreinfo: [UInt8]?
    /// /proc/iomem, which tells where memory begins.
    public var iomem: [UInt8]?
    /// debugfs memblock/memory, asked where there is no /proc/iomem.
    public var memblock: [UInt8]?
    /// /proc/kallsyms, asked where there is no VMCOREINFO.
    public var kallsyms: [UInt8]?
    /// The host's name, where it is known (`uname -n`): it is masked wherever it stands as a word.
    public var hostName: [UInt8]?
    /// Leaves kernel addresses as they are. Names are redacted all the same.
    public var keepAddresses: Bool

    /// What is known; everything may be missing.
    public init(
        vmcoreinfo: [UInt8]? = nil, iomem: [UInt8]? = nil, memblock: [UInt8]? = nil, kallsyms: [UInt8]? = nil,
        hostName: [UInt8]? = nil,
        keepAddresses: Bool = false
    ) {
        self.vmcoreinfo = vmcoreinfo
        self.iomem = iomem
        self.memblock = memblock
        self.kallsyms = kallsyms
        self.hostName = hostName
        self.keepAddresses = keepAddresses
    }
}
