using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Events;

/// <summary>A resource that came in the message itself.</summary>
public readonly record struct CarriedResource(ResourceKey Key, JsonElement Json);
