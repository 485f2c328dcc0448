namespace Entracte.Api.Problems;

/// <summary>The stable names of failures, for scripts that must tell them apart.</summary>
public static class ProblemTypes
{
    public const string Failure = "urn:entracte:failure";
    public const string Obstacles = "urn:entracte:obstacles";
    public const string NotFound = "urn:entracte:not-found";
    public const string BadRequest = "urn:entracte:bad-request";
    public const string Busy = "urn:entracte:busy";
    public const string DamagedImage = "urn:entracte:damaged-image";
}
