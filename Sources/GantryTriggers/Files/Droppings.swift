/// Names that mean nothing to us.
enum Droppings {
    /// What editors leave and take away again while they save: `4913` and `.a.swp` of vim, `a~`, `#a#` and `.#a` of emacs.
    static func isDropping(_ name: some StringProtocol) -> Bool {
        if name == "4913" || name.hasSuffix("~") || name.hasPrefix(".#") { return true }
        if name.hasPrefix("#"), name.hasSuffix("#") { return true }
        return name.hasPrefix(".") && [".swp", ".swo", ".swn", ".swx", ".swpx"].contains { name.hasSuffix($0) }
    }

    /// Folders that are not gone into by themselves: `.git`, `.gantry` and their like change all the time.
    static func isHiddenFolder(_ name: some StringProtocol) -> Bool { name.hasPrefix(".") }
}
