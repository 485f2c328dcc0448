using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>MPI on one host: a ring, a stencil and collectives that check themselves, with the launchers of their implementations.</summary>
public sealed class MessagePassingTests(UserSession session) : IClassFixture<UserSession>
{
    private const string Ranks = "3";
    private readonly ComputationTrial trial = new(session);

    [NeedsFact("mpirun.mpich", "mpicc.mpich")]
    public void Mpich_goes_on_over_shared_memory()
        => trial.Survives("mpich", [.. Mpich("memory"), "-env", "UCX_TLS", "shm,self", Compile("mpicc.mpich")]);

    /// <summary>All ranks have compared their results when the word is said; MPI_Finalize of MPICH 4.0.2 over TCP hangs now and then also where nobody ever took a checkpoint.</summary>
    [NeedsFact("mpirun.mpich", "mpicc.mpich")]
    public void Mpich_goes_on_over_tcp()
    {
        var program = trial.UntilRight("mpich-tcp", [.. Mpich("tcp"), "-env", "UCX_TLS", "tcp,self", "-env", "UCX_NET_DEVICES", "lo", Compile("mpicc.mpich")]);
        if (!program.Ended)
            session.Run("kill", "mpich-tcp");
        program.WaitForEnd();
    }

    [NeedsFact("mpirun.openmpi", "mpicc.openmpi")]
    public void Open_mpi_goes_on_over_shared_memory()
        => trial.Survives("open-mpi", [.. OpenMpi("memory"), "--mca", "pml", "ob1", "--mca", "btl", "vader,self", Compile("mpicc.openmpi")]);

    [NeedsFact("mpirun.openmpi", "mpicc.openmpi")]
    public void Open_mpi_goes_on_over_tcp()
        => trial.Survives("open-mpi-tcp", [.. OpenMpi("tcp"), "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", "lo", Compile("mpicc.openmpi")]);

    private static string[] Mpich(string transport) => [.. Expecting(transport), InstalledProgram.Get("mpirun.mpich"), "-np", Ranks];

    private static string[] OpenMpi(string transport) => [.. Expecting(transport), InstalledProgram.Get("mpirun.openmpi"), "-np", Ranks, "--oversubscribe"];

    /// <summary>What the ranks check at their end: not that a library has silently chosen something else.</summary>
    private static string[] Expecting(string transport) => [InstalledProgram.Get("env"), $"RING_OVER={transport}"];

    private string Compile(string compiler)
    {
        var program = session.PathOf(compiler + ".ring");
        var result = session.RunProgram(InstalledProgram.Get(compiler), "-O2", "-o", program, InstalledProgram.Source("ring.c"));
        Assert.True(result.ExitStatus == 0, result.ToString());
        return program;
    }
}
