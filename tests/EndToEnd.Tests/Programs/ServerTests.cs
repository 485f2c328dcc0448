using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>Servers, their load, and clients that check each reply, all in one computation.</summary>
public sealed class ServerTests(UserSession session) : IClassFixture<UserSession>
{
    private readonly ComputationTrial trial = new(session);

    [NeedsFact("redis-server", "redis-benchmark", "redis-cli", "python3")]
    public void Redis_gives_right_replies_under_its_benchmark_and_reads_its_log_back()
        => trial.Survives("redis", "/bin/sh", InstalledProgram.Source("redis.sh"), InstalledProgram.Source("."), ComputationTrial.FreePort());

    [NeedsFact("memcached", "python3")]
    public void Memcached_gives_right_replies()
        => trial.Survives("memcached", "/bin/sh", InstalledProgram.Source("memcached.sh"), InstalledProgram.Source("."), ComputationTrial.FreePort());

    [NeedsFact("nginx", "wrk", "python3")]
    public void Nginx_gives_right_pages_under_wrk_directly_and_as_a_proxy()
        => trial.Survives("nginx", "/bin/sh", InstalledProgram.Source("nginx.sh"), InstalledProgram.Source("."), ComputationTrial.FreePort());

    [NeedsFact("/usr/lib/postgresql/15/bin/pg_amcheck", "python3")]
    public void Postgres_keeps_its_ledger_under_pgbench_and_all_its_pages_are_sound()
    {
        try
        {
            trial.Survives("postgres", "/bin/sh", InstalledProgram.Source("postgres.sh"), InstalledProgram.Source("."), ComputationTrial.FreePort());
        }
        finally
        {
            RemoveSegment();
        }
    }

    /// <summary>What the first life left when it was killed; the restored ones had theirs in namespaces of their own.</summary>
    private void RemoveSegment()
    {
        var note = Path.Combine(session.PathOf("postgres.work"), "segment");
        if (File.Exists(note) && File.ReadAllText(note).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is [var key, var id] && HasSegment(key, id))
            Assert.Equal(0, session.RunProgram("/usr/bin/env", "ipcrm", "-m", id).ExitStatus);
    }

    /// <summary>/proc/sysvipc/shm begins its lines with key and id.</summary>
    private static bool HasSegment(string key, string id)
        => File.ReadLines("/proc/sysvipc/shm").Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var itsKey, var itsId, ..] && itsKey == key && itsId == id);
}
