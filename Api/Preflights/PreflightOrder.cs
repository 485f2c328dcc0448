namespace Entracte.Api.Preflights;

public sealed record PreflightOrder(int Pid);
