using Amqp;
using Amqp.Framing;
using MedRecCloud.Local.Broker.Filters;
using MedRecCloud.Local.Broker.Messages;

namespace MedRecCloud.Local.Tests.Broker.Filters;

public class SqlFilterTests
{
    [Theory]
    [InlineData("1=1", true)]
    [InlineData("1=0", false)]
    [InlineData("quantity = 10", true)]
    [InlineData("quantity <> 10", false)]
    [InlineData("quantity != 11", true)]
    [InlineData("quantity > 9 AND quantity < 11", true)]
    [InlineData("quantity >= 10 AND quantity <= 10", true)]
    [InlineData("quantity * 2 + 1 = 21", true)]
    [InlineData("(quantity + 1) * 2 = 22", true)]
    [InlineData("quantity - 4 - 3 = 3", true)]
    [InlineData("quantity / 3 = 3", true)]
    [InlineData("quantity % 3 = 1", true)]
    [InlineData("quantity / 0 = 1", false)]
    [InlineData("-quantity = -10", true)]
    [InlineData("weight = 2.5", true)]
    [InlineData("weight > quantity", false)]
    [InlineData("weight * 4 = quantity", true)]
    [InlineData("weight = 25e-1", true)]
    [InlineData("urgent = TRUE", true)]
    [InlineData("urgent", true)]
    [InlineData("NOT urgent", false)]
    [InlineData("urgent = FALSE OR quantity = 10", true)]
    [InlineData("color = 'red'", true)]
    [InlineData("color = 'RED'", false)]
    [InlineData("COLOR = 'red'", true)]
    [InlineData("user.color = 'red'", true)]
    [InlineData("owner = 'O''Brien'", true)]
    [InlineData("color IN ('blue', 'red')", true)]
    [InlineData("color NOT IN ('blue', 'red')", false)]
    [InlineData("quantity IN (9, 10)", true)]
    [InlineData("color LIKE 'r%'", true)]
    [InlineData("color LIKE '%e%'", true)]
    [InlineData("color LIKE '_ed'", true)]
    [InlineData("color LIKE 'r_'", false)]
    [InlineData("color NOT LIKE 'b%'", true)]
    [InlineData("code LIKE 'a\\_%' ESCAPE '\\'", true)]
    [InlineData("color LIKE 'r\\_%' ESCAPE '\\'", false)]
    [InlineData("missing IS NULL", true)]
    [InlineData("color IS NOT NULL", true)]
    [InlineData("EXISTS(color)", true)]
    [InlineData("NOT EXISTS (missing)", true)]
    [InlineData("missing = 'x'", false)]
    [InlineData("NOT missing = 'x'", false)]
    [InlineData("missing = 'x' OR color = 'red'", true)]
    [InlineData("missing = 'x' AND color = 'red'", false)]
    [InlineData("quantity = '10'", false)]
    [InlineData("quantity <> '10'", true)]
    [InlineData("sys.Label = 'lab'", true)]
    [InlineData("sys.Subject = 'lab'", true)]
    [InlineData("sys.CorrelationId LIKE 'c-%'", true)]
    [InlineData("sys.MessageId = 'm' AND sys.SessionId = 's' AND sys.To = 't' AND sys.ReplyTo = 'r' AND sys.ContentType = 'text/plain'", true)]
    [InlineData("\"my prop\" = 1", true)]
    [InlineData("[my prop] = 1", true)]
    [InlineData("property('my prop') = 1", true)]
    [InlineData("p(color) = 'red'", true)]
    [InlineData("color + '-x' = 'red-x'", true)]
    [InlineData("color = 'red' AND (quantity = 1 OR quantity = 10) AND NOT (urgent = FALSE)", true)]
    [InlineData("color = 'blue' OR color = 'red' AND quantity = 1", false)]
    public void Conditions_have_the_value_that_SQL_gives_them(string condition, bool expected) =>
        Assert.Equal(expected, new SqlFilter(condition).Matches(Message()));

    [Theory]
    [InlineData("")]
    [InlineData("quantity >=")]
    [InlineData("quantity = 'open")]
    [InlineData("(quantity = 1")]
    [InlineData("quantity = 1)")]
    [InlineData("quantity = 1 quantity = 2")]
    [InlineData("quantity IN ()")]
    [InlineData("quantity NOT 5")]
    [InlineData("db.quantity = 1")]
    [InlineData("quantity = 1; DROP TABLE x")]
    [InlineData("1 + 1")]
    [InlineData("'text'")]
    [InlineData("EXISTS(1)")]
    [InlineData("1.2.3 = quantity")]
    public void What_is_no_condition_is_refused_with_the_place(string condition)
    {
        var error = Assert.Throws<SqlSyntaxException>(() => new SqlFilter(condition));
        Assert.Contains("at position", error.Message);
    }

    [Fact]
    public void A_condition_nested_too_deeply_is_refused_and_does_not_end_the_process() =>
        Assert.Throws<SqlSyntaxException>(() => new SqlFilter(new string('(', 100_000)));

    [Fact]
    public void A_pattern_made_to_be_slow_is_not_slow() =>
        Assert.False(SqlPattern.Matches(new string('a', 20_000), string.Concat(Enumerable.Repeat("%a", 50)) + "b", null));

    [Fact]
    public void A_correlation_filter_needs_all_its_values()
    {
        var message = Message();
        Assert.True(Filter(("Subject", "lab"), ("user.color", "red")).Matches(message));
        Assert.False(Filter(("Subject", "lab"), ("user.color", "blue")).Matches(message));
        Assert.False(Filter(("Subject", "other")).Matches(message));
        Assert.False(Filter(("user.missing", "x")).Matches(message));
    }

    [Fact]
    public void Rules_are_the_same_after_they_were_stored()
    {
        var correlation = new CorrelationFilter(new Dictionary<string, string> { ["Label"] = "lab" }, new Dictionary<string, object?> { ["quantity"] = 10L, ["urgent"] = true, ["weight"] = 2.5 });
        var restored = RuleCodec.Decode("r", RuleCodec.Encode(correlation));
        Assert.True(restored.Filter.Matches(Message()));
        Assert.Equal("quantity > 5", Assert.IsType<SqlFilter>(RuleCodec.Decode("r", RuleCodec.Encode(new SqlFilter("quantity > 5"))).Filter).Text);
    }

    private static IMessageFilter Filter(params (string Key, string Value)[] values) =>
        RuleCodec.FromOptions(new() { Name = "r", Correlation = values.ToDictionary(pair => pair.Key, pair => pair.Value) }).Filter;

    private static FilteredMessage Message() => new(new MessageParser(new IdSource(0)).Parse(TestMessages.Encode(new Message
    {
        Properties = new Properties { MessageId = "m", Subject = "lab", CorrelationId = "c-1", GroupId = "s", To = "t", ReplyTo = "r", ContentType = "text/plain" },
        ApplicationProperties = new ApplicationProperties
        {
            ["quantity"] = 10, ["weight"] = 2.5, ["urgent"] = true, ["color"] = "red", ["owner"] = "O'Brien", ["code"] = "a_1", ["my prop"] = 1L,
        },
        BodySection = new Data { Binary = [1] },
    })).Content);
}
