namespace Entracte.ImageFormat.Tests.Foreign;

public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Python.Program is null)
            Skip = "There is no python3 on the PATH.";
    }
}
