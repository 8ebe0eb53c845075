using System.CommandLine;
using MedRecCloud.Local.Commands;

namespace MedRecCloud.Local.Tests.Commands;

public sealed class MedrecCommandTests
{
    public static TheoryData<string> Commands => [.. All(MedrecCommand.Create()).Select(command => command.Name).Distinct()];

    [Theory, MemberData(nameof(Commands))]
    public void Every_command_and_option_explains_itself(string name)
    {
        foreach (var command in All(MedrecCommand.Create()).Where(command => command.Name == name))
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description));
            Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), argument.Name));
        }
    }

    [Fact]
    public void Commands_for_people_give_an_example() =>
        Assert.All(All(MedrecCommand.Create()).Where(command => command is { Subcommands.Count: 0, Hidden: false }), command => Assert.Contains("Example", command.Description));

    [Theory]
    [InlineData("sample", "--out", "x", "--patients", "0")]
    [InlineData("up", "--amqp-port", "70000")]
    [InlineData("deadletters", "list", "--queue", "orders")]
    [InlineData("send")]
    [InlineData("fly")]
    public void Nonsense_is_refused(params string[] arguments) => Assert.NotEmpty(MedrecCommand.Create().Parse(arguments).Errors);

    [Fact]
    public async Task Without_a_running_stack_the_tool_says_how_to_start_one()
    {
        var before = Console.Error;
        using var error = new StringWriter();
        Console.SetError(error);
        try { Assert.Equal(1, await MedrecCommand.Create().Parse(["proposals", "--data", "/nonexistent"]).InvokeAsync()); }
        finally { Console.SetError(before); }
        Assert.Contains("medrec up", error.ToString());
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
