using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Registrations;
using Entracte.ProcessHook.RemoteShells;

namespace Entracte.Node.Endpoints;

/// <summary>POST /remote-shells: has the remote part of a member started on another node, and tells the asker what to become.</summary>
internal sealed class RemoteShellEndpoint(IEntracte entracte, RuntimeDirectory runtime, RegistrationSweep sweep)
{
    private const int TokenDigits = 32;
    private static readonly TimeSpan PatienceWithLaunch = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    public async Task<RemoteShellOffer> AnswerAsync(RemoteShellOrder order, CancellationToken cancellation)
    {
        await AwaitComputationAsync(order.Computation, cancellation);
        var program = RelayProgram.Materialize(runtime.Path);
        var asking = RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true);
        var serving = RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true);
        await entracte.LaunchAsync(
            new LaunchRequest
            {
                Program = order.Command,
                Environment = [.. order.Environment],
                Node = order.Node,
                Join = order.Computation,
                Relay = $"{Hexadecimal(IPEndPoint.Parse(order.Listener))} {serving} {asking}",
            },
            cancellation);
        return new RemoteShellOffer(program, $"{new string('0', Hexadecimal(new IPEndPoint(0, 0)).Length)} {asking} {serving}");
    }

    /// <summary>A program may ask before anybody but its launch knows of it.</summary>
    private async Task AwaitComputationAsync(string id, CancellationToken cancellation)
    {
        await sweep.CatchUpAsync(cancellation);
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < PatienceWithLaunch; await Task.Delay(BetweenLooks, cancellation))
        {
            var status = await entracte.StatusAsync(cancellation);
            if (status.Computations.Any(computation => computation.Id == id && computation.Roots.Length > 0 && computation.Phase != ComputationPhase.Ended))
                return;
        }
    }

    private static string Hexadecimal(IPEndPoint place) => $"{Convert.ToHexStringLower(place.Address.GetAddressBytes())}{place.Port:x4}";
}
