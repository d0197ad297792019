/// Which Gantry this is.
package enum Release {
    /// The version of `gantry` and `gantryd`, as `--version` and `status` say it.
    package static let version = "0.1.0"
}
