using System.Text.Json;

namespace MedRecCloud.Intake.Tests.CdsHooks;

/// <summary>The rules of cds-hooks.hl7.org 2.0 for what a service sends, field by field.</summary>
internal static class CardRules
{
    private static readonly string[] s_card = ["uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons", "links"];

    public static void RequireDiscovery(JsonElement discovery)
    {
        Assert.Equal(["services"], Names(discovery));
        var services = discovery.GetProperty("services").EnumerateArray().ToArray();
        Assert.NotEmpty(services);
        Assert.Equal(services.Length, services.Select(service => service.GetProperty("id").GetString()).Distinct().Count());
        foreach (var service in services)
        {
            Assert.Empty(Names(service).Except(["hook", "title", "description", "id", "prefetch", "usageRequirements"]));
            foreach (var name in (string[])["hook", "title", "description", "id"]) Assert.NotEmpty(service.GetProperty(name).GetString()!);
            Assert.Matches("^[A-Za-z0-9-]+$", service.GetProperty("id").GetString()!);
            foreach (var query in service.GetProperty("prefetch").EnumerateObject()) Assert.Matches(@"^[A-Z][A-Za-z]+[/?].*\{\{context\.patientId\}\}", query.Value.GetString()!);
        }
    }

    public static JsonElement[] RequireCards(JsonElement response)
    {
        Assert.Equal(["cards"], Names(response));
        var cards = response.GetProperty("cards").EnumerateArray().ToArray();
        foreach (var card in cards)
        {
            Assert.Empty(Names(card).Except(s_card));
            Assert.True(Guid.TryParse(card.GetProperty("uuid").GetString(), out _));
            Assert.InRange(card.GetProperty("summary").GetString()!.Length, 1, 139);
            Assert.Contains(card.GetProperty("indicator").GetString(), (string[])["info", "warning", "critical"]);
            Assert.NotEmpty(card.GetProperty("source").GetProperty("label").GetString()!);
            RequireCoding(card.GetProperty("source").GetProperty("topic"));
            foreach (var reason in Items(card, "overrideReasons")) RequireCoding(reason);
            Assert.Equal(card.TryGetProperty("suggestions", out _), card.TryGetProperty("selectionBehavior", out var behaviour));
            if (behaviour.ValueKind != JsonValueKind.Undefined) Assert.Contains(behaviour.GetString(), (string[])["any", "at-most-one"]);
            foreach (var suggestion in Items(card, "suggestions")) RequireSuggestion(suggestion);
            RequireNothingEmpty(card);
        }

        var order = cards.Select(card => Array.IndexOf(["critical", "warning", "info"], card.GetProperty("indicator").GetString())).ToArray();
        if (order.Length > 0 && cards[0].TryGetProperty("suggestions", out _)) order = order[1..]; // The choice comes first, then its findings.
        Assert.Equal(order.Order(), order);
        return cards;
    }

    private static void RequireSuggestion(JsonElement suggestion)
    {
        Assert.NotEmpty(suggestion.GetProperty("label").GetString()!);
        Assert.True(Guid.TryParse(suggestion.GetProperty("uuid").GetString(), out _));
        var action = Assert.Single(suggestion.GetProperty("actions").EnumerateArray());
        Assert.Equal("create", action.GetProperty("type").GetString());
        Assert.NotEmpty(action.GetProperty("description").GetString()!);
        var resource = action.GetProperty("resource");
        Assert.Equal(("MedicationRequest", "draft", "proposal"), (resource.GetProperty("resourceType").GetString(), resource.GetProperty("status").GetString(), resource.GetProperty("intent").GetString()));
    }

    private static void RequireCoding(JsonElement coding)
    {
        foreach (var name in (string[])["system", "code", "display"]) Assert.NotEmpty(coding.GetProperty(name).GetString()!);
    }

    private static void RequireNothingEmpty(JsonElement element)
    {
        Assert.NotEqual(JsonValueKind.Null, element.ValueKind);
        if (element.ValueKind == JsonValueKind.String) Assert.NotEmpty(element.GetString()!);
        if (element.ValueKind == JsonValueKind.Array)
        {
            Assert.NotEqual(0, element.GetArrayLength());
            foreach (var item in element.EnumerateArray()) RequireNothingEmpty(item);
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        Assert.NotEmpty(element.EnumerateObject());
        foreach (var property in element.EnumerateObject()) RequireNothingEmpty(property.Value);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) => element.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];
}
