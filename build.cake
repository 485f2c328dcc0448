// The one door: whatever this repository can do is a task here.
//
//   Probe   finds out, once, whether Akka and MessagePack can be restored, and chooses packages or stand-ins
//   Native  compiles the hook and the husk
//   Build   builds everything (--configuration=Release)
//   Stage   lays the command, the node agent and the test suites out as an installation has them
//   Test    runs every suite, as root also under a plain user, and closes with one line of counts (--suite=NAME for one)
//   Demo    launches a real program, checkpoints it, kills it, restarts it
//   Bench   measures pauses and restarts, beside criu where there is one (--criu=PATH --save=FILE --scaling --hosts)
//   Scaling counts what a checkpoint costs between the coordinator and 10 to 10,000 simulated nodes, and writes docs/scaling.md
//   Campaign has more than a hundred seeded faults befall simulated hosts with a computation on them (root, half an hour), and writes docs/campaign.md (--seed=7, or --seed=1-12; --at-once=3)
//   Pack    publishes the command, ahead of time compiled where the feed allows, and the node agent to build/pack, and has them run the demonstration

using System.Xml.Linq;

var target = Argument("target", "Build");
var configuration = Argument("configuration", "Release");
var suite = Argument("suite", "");
var probeAgain = HasArgument("probe-again");

var root = MakeAbsolute(Directory("."));
var build = root.Combine("build");
var probed = build.CombineWithFilePath("probed.props");
var stage = build.Combine("stage");
var runtime = "linux-x64";

// The suites that touch processes are run as a plain user, because that is who the product is for; the others do not care.
var suites = new[]
{
    (Name: "House", PlainUser: false),
    (Name: "Standin", PlainUser: false),
    (Name: "ImageFormat", PlainUser: false),
    (Name: "Coordinator.Actors", PlainUser: false),
    (Name: "Samples", PlainUser: false),
    (Name: "ProcessHook", PlainUser: true),
    (Name: "EndToEnd", PlainUser: true),
};
const string testUser = "entracte-test";

bool IsRoot() => Environment.UserName == "root";

int Run(string program, string arguments, IDictionary<string, string> environment = null, DirectoryPath folder = null)
    => StartProcess(program, new ProcessSettings { Arguments = arguments, EnvironmentVariables = environment, WorkingDirectory = folder ?? root });

void Must(string program, string arguments, IDictionary<string, string> environment = null, DirectoryPath folder = null)
{
    var status = Run(program, arguments, environment, folder);
    if (status != 0)
        throw new CakeException($"{program} {arguments} ended with status {status}");
}

string Has(string program)
    => (EnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(System.IO.File.Exists);

Task("Requirements").Does(() =>
{
    var missing = new List<string>();
    if (Has("gcc") is null)
        missing.Add("gcc (Debian: apt-get install gcc libc6-dev), which compiles the hook");
    StartProcess("dotnet", new ProcessSettings { Arguments = "--list-sdks", RedirectStandardOutput = true }, out var sdks);
    if (!sdks.Any(sdk => int.TryParse(sdk.Split('.')[0], out var version) && version >= 10))
        missing.Add("the .NET 10 SDK (from your distribution, or from Microsoft); there is only " + string.Join(", ", sdks));
    if (missing.Count > 0)
        throw new CakeException("Please install " + string.Join("; ", missing) + ".");
});

Task("Probe").Does(() =>
{
    if (FileExists(probed) && !probeAgain)
        return;
    var trial = build.Combine("probe");
    EnsureDirectoryExists(trial);
    foreach (var empty in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        System.IO.File.WriteAllText(trial.CombineWithFilePath(empty).FullPath, "<Project />\n");
    var versions = XDocument.Load(root.CombineWithFilePath("Directory.Build.props").FullPath).Descendants();
    string Pinned(string name) => EnvironmentVariable(name) ?? versions.First(element => element.Name.LocalName == name).Value;
    System.IO.File.WriteAllText(trial.CombineWithFilePath("probe.csproj").FullPath, $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Akka.Cluster.Tools" Version="[{Pinned("AkkaVersion")}]" />
            <PackageReference Include="MessagePack" Version="[{Pinned("MessagePackVersion")}]" />
          </ItemGroup>
        </Project>
        """);
    var answer = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = "restore --force",
        WorkingDirectory = trial,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    }, out _, out _);
    var available = answer == 0 ? "true" : "false";
    System.IO.File.WriteAllText(probed.FullPath, $"""
        <Project>
          <PropertyGroup>
            <AkkaPackages Condition="'$(AkkaPackages)' == ''">{available}</AkkaPackages>
          </PropertyGroup>
        </Project>
        """);
    DeleteDirectory(trial, new DeleteDirectorySettings { Recursive = true, Force = true });
    Information(answer == 0
        ? "Akka and MessagePack can be restored: the packages are used."
        : "The package feed has no Akka or no MessagePack: the stand-ins are used (standin/README.md).");
});

Task("Native").IsDependentOn("Requirements").IsDependentOn("Probe").Does(() =>
    Must("dotnet", $"build ProcessHook/Entracte.ProcessHook.csproj -c {configuration} --nologo -v q"));

Task("Build").IsDependentOn("Requirements").IsDependentOn("Probe").Does(() =>
    Must("dotnet", $"build Entracte.slnx -c {configuration} --nologo -v q"));

Task("Stage").IsDependentOn("Build").Does(() =>
{
    CleanDirectory(stage);
    var flavour = System.IO.File.ReadAllText(probed.FullPath).Contains(">true<") ? "bin/packages" : "bin";
    void Lay(string project, string place)
        => Must("cp", $"-a {root}/{project}/{flavour}/{configuration}/net10.0/. {stage}/{place}");
    EnsureDirectoryExists(stage.Combine("bin"));
    Lay("Node", "bin");
    Lay("Cli", "bin");
    foreach (var (name, _) in suites)
    {
        EnsureDirectoryExists(stage.Combine(name));
        Lay($"tests/{name}.Tests", name);
    }
    // Programs of their own that the tests run and that die.
    foreach (var doomed in new[] { "DoomedTracer", "DoomedAgent" })
    {
        EnsureDirectoryExists(stage.Combine(doomed));
        Lay($"tests/{doomed}", doomed);
    }
});

Task("Packages").WithCriteria(IsRoot()).Does(() =>
{
    var wanted = System.IO.File.ReadAllLines(root.CombineWithFilePath("tests/packages.txt").FullPath)
        .Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0);
    var missing = wanted.Where(package => Run("sh", $"-c \"dpkg-query -W -f='${{Status}}' {package} 2>/dev/null | grep -q 'install ok installed'\"") != 0).ToList();
    if (missing.Count == 0)
        return;
    var quiet = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive", ["RUNLEVEL"] = "1" };
    if (Run("apt-get", "-qq update", quiet) != 0)
        Warning("apt-get update failed; the package lists at hand are used.");
    // One at a time: a package that this Debian lacks costs its own tests, which say so, and not everybody's.
    foreach (var package in missing)
        if (Run("apt-get", $"-qq -y install --no-install-recommends {package}", quiet) != 0)
            Warning($"{package} could not be installed; the tests that need it are skipped.");
});

Task("Test").IsDependentOn("Packages").IsDependentOn("Stage").Does(() =>
{
    var results = build.Combine("results");
    CleanDirectory(results);
    System.IO.File.Delete(build.CombineWithFilePath("counts").FullPath);
    var chosen = suites.Where(candidate => suite.Length == 0 || candidate.Name == suite).ToList();
    if (chosen.Count == 0)
        throw new CakeException($"there is no suite {suite}; there are {string.Join(", ", suites.Select(candidate => candidate.Name))}");

    DirectoryPath readable = null;
    if (IsRoot() && chosen.Any(candidate => candidate.PlainUser))
    {
        NeedTestUser();
        // The checkout may lie where nobody else can read it.
        readable = $"/var/tmp/{testUser}-{Environment.ProcessId}";
        Must("cp", $"-a {stage} {readable}");
        Must("chown", $"-R {testUser}:{testUser} {readable}");
    }
    var failedRuns = new List<string>();
    var isGrouped = TryGroupBySession(false);
    try
    {
        foreach (var (name, plainUser) in chosen)
        {
            if (!IsRoot() || !plainUser)
            {
                RunSuite(name, stage, results, "", "", failedRuns);
                continue;
            }
            var theirs = readable.Combine("results");
            var home = $"/home/{testUser}";
            var user = $"setpriv --reuid={testUser} --regid={testUser} --init-groups env -u XDG_RUNTIME_DIR -u XDG_STATE_HOME HOME={home} USER={testUser} LOGNAME={testUser} DOTNET_CLI_HOME={home} ";
            RunSuite(name, readable, theirs, user, "Category!=Root", failedRuns);
            Must("cp", $"-a {theirs}/. {results}");
            // Root builds what the user then uses: he must be able to read it.
            RunSuite(name, readable, results, "", "Category=Root", failedRuns);
        }
    }
    finally
    {
        if (isGrouped)
            TryGroupBySession(true);
        if (readable is not null)
            Must("rm", $"-rf {readable}");
    }
    Close(results, failedRuns);
});

// Each session gets an equal share of the processors (sched(7), "The autogroup feature"), and each agent has a session of its own. Beside a session of many programs that never rest, as some tests
// have, kernels were seen (6.18) that leave all others waiting for a minute, kernel threads as well. Who was begotten before stays in his group.
bool TryGroupBySession(bool wanted)
{
    const string Setting = "/proc/sys/kernel/sched_autogroup_enabled";
    if (!IsRoot() || !System.IO.File.Exists(Setting) || System.IO.File.ReadAllText(Setting).Trim() == (wanted ? "1" : "0"))
        return false;
    try
    {
        System.IO.File.WriteAllText(Setting, wanted ? "1" : "0");
        return true;
    }
    catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
    {
        // In a container: the tests take longer beside others, and say so themselves where that is too long.
        Warning("sched_autogroup_enabled stays as it is: {0}", refusal.Message);
        return false;
    }
}

void NeedTestUser()
{
    if (Run("id", $"-u {testUser}") != 0)
        Must("useradd", $"--create-home --shell /bin/sh {testUser}");
}

void RunSuite(string name, DirectoryPath place, DirectoryPath results, string prefix, string filter, List<string> failedRuns)
{
    var asWhom = prefix.Length > 0 ? testUser : Environment.UserName;
    Information($"\n=== {name} as {asWhom}{(filter.Length > 0 ? $" ({filter})" : "")}");
    var environment = new Dictionary<string, string> { ["ENTRACTE_BIN"] = $"{place}/bin" };
    var command = $"{prefix}dotnet test {place}/{name}/Entracte.{name}.Tests.dll --nologo --logger trx;LogFileName={name}.{asWhom}.trx --logger console;verbosity=minimal"
        + $" --results-directory {results} --blame-hang-timeout 10m --blame-hang-dump-type none" + (filter.Length > 0 ? $" --filter {filter}" : "");
    var words = command.Split(' ', 2);
    if (Run(words[0], words[1], environment, place) != 0)
        failedRuns.Add($"{name} as {asWhom}");
}

// The causes once more, beside the counts: what came before them is long.
string Why(XElement result)
{
    string Text(string name) => result.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
    var text = $"{Text("Message")}\n{Text("StackTrace")}";
    return text.Length <= 3000 ? text : $"{text[..1000]}\n…\n{text[^2000..]}";
}

void Close(DirectoryPath results, List<string> failedRuns)
{
    int passed = 0, failed = 0, skipped = 0;
    foreach (var file in GetFiles($"{results}/*.trx"))
    {
        var document = XDocument.Load(file.FullPath);
        foreach (var result in document.Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
        {
            var outcome = (string)result.Attribute("outcome");
            if (outcome == "Passed")
                passed++;
            else if (outcome == "NotExecuted")
                skipped++;
            else
                failed++;
            if (outcome is "NotExecuted")
                Information($"skipped: {(string)result.Attribute("testName")}: {result.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value ?? result.Value.Trim()}");
            if (outcome is not "Passed" and not "NotExecuted")
                Information($"FAILED: {(string)result.Attribute("testName")} ({file.GetFilename()})\n{Why(result)}");
        }
    }
    foreach (var run in failedRuns)
        Information($"the run of {run} did not end well");
    // A run that died before it could report is a failure too, also when no single test says so.
    failed = Math.Max(failed, failedRuns.Count);
    var counts = $"{passed} passed, {failed} failed, {skipped} skipped";
    Information("\n" + counts);
    System.IO.File.WriteAllText(build.CombineWithFilePath("counts").FullPath, counts + "\n");
    if (failed > 0 || failedRuns.Count > 0)
        throw new CakeException("tests failed");
    if (passed == 0)
        throw new CakeException("no test ran");
}

void Demonstrate(DirectoryPath binaries)
    => Must("dotnet", $"run --project samples/Demo -c {configuration} --no-build", new Dictionary<string, string> { ["ENTRACTE_BIN"] = $"{binaries}" });

Task("Demo").IsDependentOn("Stage").Does(() => Demonstrate(stage.Combine("bin")));

string Passed(string option) => HasArgument(option) ? $"--{option} {Argument<string>(option)}".TrimEnd() : "";

Task("Bench").IsDependentOn("Pack").Does(() =>
{
    if (IsRoot())
        NeedTestUser();
    Must("dotnet", $"run --project bench -c {configuration} -- {Passed("criu")} {Passed("save")} {Passed("repetitions")} {Passed("only")} {(HasArgument("scaling") ? "--scaling" : "")} {(HasArgument("hosts") ? "--hosts" : "")}",
        new Dictionary<string, string> { ["ENTRACTE_BIN"] = $"{build}/pack" });
});

Task("Scaling").IsDependentOn("Build").Does(() =>
    Must("dotnet", $"test tests/Coordinator.Actors.Tests -c {configuration} --no-build --nologo --filter FullyQualifiedName~Barrier_traffic.is_measured",
        new Dictionary<string, string> { ["ENTRACTE_WRITE_SCALING"] = $"{root}/docs/scaling.md" }));

Task("Campaign").IsDependentOn("Packages").IsDependentOn("Stage").Does(() =>
{
    // It takes half an hour, and is told while it runs; of a seed that fails the agents' logs are kept there.
    var logs = build.Combine("campaign");
    CleanDirectory(logs);
    using var told = StartAndReturnProcess("tail", new ProcessSettings { Arguments = $"-F -q -n +1 --pid={Environment.ProcessId} {logs}/campaign.log" });
    Must("dotnet", $"test {stage}/EndToEnd/Entracte.EndToEnd.Tests.dll --nologo --logger console;verbosity=detailed --filter FullyQualifiedName~CampaignTests", new Dictionary<string, string>
    {
        ["ENTRACTE_BIN"] = $"{stage}/bin",
        ["ENTRACTE_CAMPAIGN_SEED"] = Argument("seed", "1-12"),
        ["ENTRACTE_CAMPAIGN_AT_ONCE"] = Argument("at-once", "3"),
        // The result of one seed is no document.
        ["ENTRACTE_WRITE_CAMPAIGN"] = HasArgument("seed") ? $"{build}/campaign.md" : $"{root}/docs/campaign.md",
        ["ENTRACTE_CAMPAIGN_LOGS"] = $"{logs}",
    });
});

Task("Pack").IsDependentOn("Build").Does(() =>
{
    var pack = build.Combine("pack");
    CleanDirectory(pack);
    Must("dotnet", $"publish Node/entracte-node.csproj -c {configuration} -r {runtime} --self-contained false -p:PublishReadyToRun=true --nologo -v q -o {pack}");
    // The compiler for the newest target is not on every feed; the command is happy with the one before it.
    if (Run("dotnet", $"publish Cli/entracte.csproj -c {configuration} -r {runtime} -p:PublishMode=aot -p:CommandTfm=net9.0 -p:CppCompilerAndLinker=gcc --nologo -v q -o {pack}") != 0)
    {
        Warning("No ahead-of-time compiler on this feed: the command is published for the runtime, and starts slower.");
        Must("dotnet", $"publish Cli/entracte.csproj -c {configuration} -r {runtime} --self-contained false --nologo -v q -o {pack}");
    }

    // What is compiled ahead of time can lack what reflection would have found: it is seen to do the main job before anybody gets it.
    Demonstrate(pack);
});

RunTarget(target);
