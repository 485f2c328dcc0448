using System.Globalization;
using System.Text;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Registrations;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Launching;

/// <summary>
/// A launch whose program shall come back when it crashes stays in front of it: this process becomes a small program that starts it, stands for it, and becomes this command
/// again when it has not ended well. What follows is the agent's to say.
/// </summary>
internal static class Front
{
    /// <summary>Not for people: what the front becomes.</summary>
    public const string SequelVerb = "--sequel";

    /// <summary>The option by which the launch behind the front is told the computation's id.</summary>
    public const string IdOption = "--behind-front";

    /// <summary>This process stands for the same launch, which begins again below it.</summary>
    public static CommandFailedException Launch(string id)
    {
        using var agent = AgentClient.Open();
        var front = agent.Get(Routes.Front, ApiJson.Default.FrontReport).Program;
        var inherited = Inherited.AllArguments();
        var verb = inherited.FindIndex(argument => argument.AsSpan().SequenceEqual("launch"u8));
        inherited[0] = Bytes(Self[0]);
        inherited.InsertRange(verb + 1, [Bytes(IdOption), Bytes(id)]);
        return Stand(front, id, 0, inherited);
    }

    /// <summary>The program has ended; says what follows, and becomes that.</summary>
    public static int Follow(string front, string id, string life, string waitStatus, string askedSignal)
    {
        var order = new SequelOrder
        {
            Id = id,
            Life = long.Parse(life, CultureInfo.InvariantCulture),
            WaitStatus = int.Parse(waitStatus, CultureInfo.InvariantCulture),
            AskedSignal = int.Parse(askedSignal, CultureInfo.InvariantCulture),
        };
        if (Ask(order) is not { Program: { } program } offer)
            throw Becoming.Become(Bytes(front), [Bytes(front), "end"u8.ToArray(), Bytes(waitStatus)], Inherited.Environment());
        throw Stand(front, id, offer.Life, [Bytes(program), .. offer.Arguments.Skip(1).Select(Bytes)]);
    }

    /// <summary>The program's end must not be hidden behind a failure of ours.</summary>
    private static SequelOffer? Ask(SequelOrder order)
    {
        try
        {
            var runtime = RuntimeDirectory.OfThisUser();
            var registration = new RegistrationDirectory(runtime.Computations).Read((_, _) => { }).FirstOrDefault(other => other.Id == order.Id);
            using var agent = AgentClient.Open();
            var offer = agent.Post(
                Routes.Sequels,
                order with { Name = registration?.Name, Images = registration?.Images, Recovery = registration?.Recovery },
                ApiJson.Default.SequelOrder,
                ApiJson.Default.SequelOffer);
            if (offer.Reason.Length > 0)
                Streams.Error.WriteLine($"entracte: {offer.Reason}");
            return offer;
        }
        catch (Exception failure) when (failure is CommandFailedException or RuntimeDirectoryException or IOException)
        {
            Streams.Error.WriteLine($"entracte: the program has crashed, and whether it goes on could not be asked: {failure.Message}");
            return null;
        }
    }

    private static CommandFailedException Stand(string front, string id, long life, IEnumerable<byte[]> command) => Becoming.Become(
        Bytes(front),
        [
            Bytes(front), "sequel"u8.ToArray(), .. Self.Select(Bytes), Bytes(SequelVerb), Bytes(front), Bytes(id), Bytes(life.ToString(CultureInfo.InvariantCulture)),
            "--"u8.ToArray(), .. command,
        ],
        Inherited.EnvironmentWithout(LaunchMark.Variable));

    /// <summary>How this command is executed; run by the dotnet host, it is that one's first argument.</summary>
    private static string[] Self
    {
        get
        {
            var self = Environment.ProcessPath ?? throw new CommandFailedException("/proc does not show this program's own path; is it mounted?");
            return Path.GetFileName(self) == "dotnet" ? [self, Environment.GetCommandLineArgs()[0]] : [self];
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
