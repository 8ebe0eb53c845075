namespace MedRecCloud.Repository.Tests;

/// <summary>What breaks a rule, all of it in the failure's message.</summary>
internal static class Strays
{
    public static void None(IEnumerable<string> found)
    {
        var strays = found.ToArray();
        Assert.True(strays.Length == 0, string.Join(Environment.NewLine, strays));
    }
}
