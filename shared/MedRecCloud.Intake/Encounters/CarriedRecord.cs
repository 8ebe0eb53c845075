using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Events;

namespace MedRecCloud.Intake.Encounters;

/// <summary>The record of one patient from what a message carries.</summary>
internal static class CarriedRecord
{
    public static PatientRecord Of(FhirEvent read, IntakeTarget target)
    {
        var record = new PatientRecord(target.ServerName);
        var encounter = read.Find(target.Encounter);
        var patient = encounter is { } carried ? PatientRecord.SubjectOf(carried.Json) : null;
        patient ??= read.Carried.Where(one => one.Key.Type == "DocumentReference" && PatientRecord.IsOfEncounter(one.Json, target.Encounter.Id))
            .Select(one => PatientRecord.SubjectOf(one.Json)).FirstOrDefault(id => id is not null);
        foreach (var resource in read.Carried)
        {
            // Resources of other patients may share the Bundle.
            if (resource.Key.Type is "Patient" ? resource.Key.Id == patient : resource.Key.Type == "Medication" || PatientRecord.SubjectOf(resource.Json) == patient || resource.Key.Unversioned == target.Encounter.Unversioned)
                record.Add(resource.Json, resource.Key);
        }
        record.Complete(target.Encounter, patient is null ? null : new ResourceKey("Patient", patient));
        return record;
    }
}
