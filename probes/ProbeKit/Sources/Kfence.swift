extension Sources {
    /// KFENCE's parameters as they are now. The interval, which decides whether the map may have blocks, is root's
    /// alone (`module_param_cb(sample_interval, …, 0600)`, mm/kfence/core.c), the others are everybody's.
    static let kfence = Source(
        name: "kfence",
        readings: [
            .folder("/sys/module/kfence/parameters"),
            .privileged("/sys/module/kfence/parameters/sample_interval"),
        ],
        needs: [.dacReadSearch], byteLimit: 4096, milliseconds: 200,
        absence: Absence(
            "the kernel is built without KFENCE, or its interval is not known", isNormal: true,
            [(.noAccess, "not privileged: the interval of KFENCE comes from the command line or the log")])
    ) { collector in
        collector.copyFolder("/sys/module/kfence/parameters")
    }
}
