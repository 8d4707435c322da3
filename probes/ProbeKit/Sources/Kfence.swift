extension Sources {
    /// KFENCE's parameters as they are now.
    static let kfence = Source(
        name: "kfence", readings: [.folder("/sys/module/kfence/parameters")], needs: [], byteLimit: 4096,
        milliseconds: 200,
        absence: Absence("the kernel is built without KFENCE, or its interval is not known", isNormal: true)
    ) { collector in
        collector.copyFolder("/sys/module/kfence/parameters")
    }
}
