/// Figures that several profiles share.
enum ProfileParts {
    static let a76Manual = "Arm, Cortex-A76 TRM, A5.2 TLB organization"
    static let cheese = "Chips and Cheese"

    /// Sizes that the first-level data TLBs of Cortex-A76 and its successors hold; a 1 GiB leaf is broken down.
    static let a76L1Sizes: [UInt64] = [4 << 10, 16 << 10, 64 << 10, 2 << 20, 512 << 20]
    /// Sizes that their second level holds.
    static let a76L2Sizes: [UInt64] = [
        4 << 10, 16 << 10, 64 << 10, 2 << 20, 32 << 20, 512 << 20, 1 << 30,
    ]
    /// Sizes of the first level of Cortex-A57 and A72.
    static let a72L1Sizes: [UInt64] = [4 << 10, 64 << 10, 1 << 20]
    /// Sizes of their second level.
    static let a72L2Sizes: [UInt64] = [
        4 << 10, 64 << 10, 1 << 20, 2 << 20, 16 << 20, 512 << 20, 1 << 30,
    ]

    /// No size published: an entry is taken to hold any leaf.
    static let anySize = Figure<[UInt64]?>(nil, .assumed, "not published; an entry is taken to hold any leaf")
    /// No associativity published.
    static let fourWays = Figure(4, .assumed, "not published; 4 ways taken")
    /// No walk cache published. 64 entries of each level reach 64 MiB × granule/8 of memory and more.
    static let walkEntries = Figure(
        64, .assumed, "not published; 64 entries of 4 ways for each table level taken, as in Cortex-A55")
    static let walkWays = Figure(4, .assumed, "as the entries")
    /// Nobody says whether contiguous groups share an entry.
    static let separate = Figure(
        false, .assumed, "not published; an entry for each page of a contiguous group taken")
    /// Successors of a core that is known to.
    static let coalescesLikeN1 = Figure(true, .recalled, "taken over from Neoverse N1")
}
