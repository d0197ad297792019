import GantryCommands

@main
enum Gantry {
    static func main() async {
        await GantryCommand.start()
    }
}
