using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>Programs that wait for a person at a terminal; the test is the terminal and the person. They run below a shell, as they would.</summary>
public sealed class PromptTests(UserSession session) : IClassFixture<UserSession>
{
    [NeedsFact("bc", "bash")]
    public void Bc_still_knows_its_variables()
    {
        using var terminal = PseudoTerminal.WithShell(session);
        terminal.Ask(Launch("bc", InstalledProgram.Get("bc"), "-q"), "bc -q");
        terminal.Ask("total=123456789", "total=123456789");
        terminal.Ask("total*1000+1", "123456789001");
        session.Checkpoint("bc");
        terminal.Ask("total=total*2; total", "246913578");

        terminal.KillAndRestart("bc", "");
        terminal.Ask("total*10+2", "2469135782");
        terminal.Ask("scale=30; 4*a(1)", "");
        terminal.Ask("quit", "$ ");
    }

    [NeedsFact("sqlite3", "bash")]
    public void Sqlite_goes_on_in_the_middle_of_a_transaction()
    {
        var database = session.PathOf("ledger.db");
        using var terminal = PseudoTerminal.WithShell(session);
        terminal.Ask(Launch("sqlite", InstalledProgram.Get("sqlite3"), "-interactive", database), "sqlite>");
        terminal.Ask("create table ledger(amount);", "sqlite>");
        terminal.Ask("begin; insert into ledger select value from generate_series(1, 1000);", "sqlite>");
        session.Checkpoint("sqlite");
        terminal.Ask("insert into ledger values(500);", "sqlite>");

        terminal.KillAndRestart("sqlite", "");
        terminal.Ask("select 'sum', sum(amount) from ledger;", "sum|501000");
        terminal.Ask("commit;", "sqlite>");
        terminal.Ask("pragma integrity_check;", "ok");
        terminal.Ask(".quit", "$ ");
        Assert.Equal("501000", session.RunProgram(InstalledProgram.Get("sqlite3"), database, "select sum(amount) from ledger").Output.Trim());
    }

    private string Launch(string name, params string[] command)
        => string.Join(' ', [Binaries.Command, "launch", "--name", name, "--images", session.Images, "--", .. command]);
}
