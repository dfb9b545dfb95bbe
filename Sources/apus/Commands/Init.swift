import ArgumentParser
import Datasets
import Research
import Terminal

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a workspace: a folder with an experiment file and its rules.",
    discussion: """
      Examples:
        apus init ~/night-1
        apus init ~/essays --corpus 'texts/*.txt' --budget 2m
      """)

  @Argument(help: ArgumentHelp("A new or empty folder.", valueName: "folder"))
  var folder: String

  @OptionGroup var settings: SettingsOptions

  func run() async throws {
    var options = WorkspaceOptions()
    options.workspace = folder
    let settings = try settings.settings()
    // The default text is fetched when it is needed; one of the user's own is there now or never.
    if settings.corpus != SettingsOptions.fetchedCorpus { _ = try Corpus.locate(settings.corpus) }
    let workspace = try await Workspace.create(
      options.path, settings: settings, template: Installation.find().template)
    Terminal.output.write(
      "\(workspace.path) is a workspace. Next: cd \(workspace.path) and 'apus research', or edit \(Workspace.trainingFile) and 'apus run'.\n"
    )
  }
}
