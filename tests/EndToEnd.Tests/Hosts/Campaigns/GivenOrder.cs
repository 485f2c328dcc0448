using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>An order on its way. It may fail because of the fault, with a sentence; it must not hang.</summary>
/// <param name="planned">For what it says.</param>
/// <param name="orderer">On whose host it is given.</param>
/// <param name="commands">Arguments of the command, one after the other as long as they succeed.</param>
internal sealed class GivenOrder(PlannedFault planned, CampaignHost orderer, string[] commands)
{
    private const int Refused = 125;

    // Every step has half a minute, and so has what puts it back (entracte.attempt); a fault may cost two of them their time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private RunningProgram? program;

    /// <summary>What came of it; empty when there was nothing to order.</summary>
    public string Said { get; private set; } = "";

    public bool Succeeded { get; private set; }

    /// <summary>It is there, and has ended.</summary>
    public bool HasEnded => program is { Ended: true };

    public void Give()
    {
        if (commands.Length > 0)
            program = orderer.Start(commands);
    }

    public void WaitForEnd()
    {
        if (program is null || Said.Length > 0)
            return;
        var status = program.WaitForEnd(Patience);
        if (status != 0 && (status != Refused || program.Errors.Trim().Length == 0))
            throw new HarnessException($"{string.Join(" && ", commands)} on {orderer.Name} ended with status {status} and no sentence.\n{program.Explain()}");
        Succeeded = status == 0;
        Said = Succeeded ? $"{planned.Order} done" : $"{planned.Order} refused: {string.Join("; ", program.Errors.Trim().Split('\n', StringSplitOptions.TrimEntries))}";
    }
}
