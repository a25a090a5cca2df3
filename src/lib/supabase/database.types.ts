export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
	public: {
		Tables: {
			audit_log: {
				Row: {
					action: string;
					actor_id: string | null;
					at: string;
					digest: string;
					hash: string;
					previous_hash: string;
					seq: number;
					subject_id: string | null;
					subject_type: string;
					union_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					action: string;
					actor_id?: string | null;
					at: string;
					digest: string;
					hash: string;
					previous_hash: string;
					seq: number;
					subject_id?: string | null;
					subject_type: string;
					union_id?: string | null;
				};
				Update: {
					action?: string;
					actor_id?: string | null;
					at?: string;
					digest?: string;
					hash?: string;
					previous_hash?: string;
					seq?: number;
					subject_id?: string | null;
					subject_type?: string;
					union_id?: string | null;
				};
				Relationships: [];
			};
			audit_payloads: {
				Row: {
					payload: NonNullable<Json>;
					salt: string;
					seq: number;
				};
				ComputedFields: never;
				Insert: {
					payload: NonNullable<Json>;
					salt: string;
					seq: number;
				};
				Update: {
					payload?: NonNullable<Json>;
					salt?: string;
					seq?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'audit_payloads_seq_fkey';
						columns: ['seq'];
						isOneToOne: true;
						referencedRelation: 'audit_log';
						referencedColumns: ['seq'];
					},
				];
			};
			checkpoints: {
				Row: {
					allow_reentry: boolean;
					closes_at: string | null;
					count_mode: string;
					counts_attendance: boolean;
					direction: string;
					division_ids: string[] | null;
					event_id: string;
					id: string;
					name: string;
					opens_at: string | null;
					rules: NonNullable<Json>;
					session_starts: string[];
					sort_order: number;
				};
				ComputedFields: never;
				Insert: {
					allow_reentry?: boolean;
					closes_at?: string | null;
					count_mode?: string;
					counts_attendance?: boolean;
					direction?: string;
					division_ids?: string[] | null;
					event_id: string;
					id?: string;
					name: string;
					opens_at?: string | null;
					rules?: NonNullable<Json>;
					session_starts?: string[];
					sort_order?: number;
				};
				Update: {
					allow_reentry?: boolean;
					closes_at?: string | null;
					count_mode?: string;
					counts_attendance?: boolean;
					direction?: string;
					division_ids?: string[] | null;
					event_id?: string;
					id?: string;
					name?: string;
					opens_at?: string | null;
					rules?: NonNullable<Json>;
					session_starts?: string[];
					sort_order?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'checkpoints_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
				];
			};
			deliveries: {
				Row: {
					attempts: number;
					channel: string;
					error: string | null;
					id: number;
					next_at: string;
					notification_id: string;
					sent_at: string | null;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					attempts?: number;
					channel: string;
					error?: string | null;
					id?: never;
					next_at?: string;
					notification_id: string;
					sent_at?: string | null;
					status?: string;
				};
				Update: {
					attempts?: number;
					channel?: string;
					error?: string | null;
					id?: never;
					next_at?: string;
					notification_id?: string;
					sent_at?: string | null;
					status?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'deliveries_notification_id_fkey';
						columns: ['notification_id'];
						isOneToOne: false;
						referencedRelation: 'notifications';
						referencedColumns: ['id'];
					},
				];
			};
			devices: {
				Row: {
					enrolled_at: string;
					enrolled_by: string;
					event_id: string;
					id: string;
					last_seen_at: string;
					name: string;
					revoked_at: string | null;
				};
				ComputedFields: never;
				Insert: {
					enrolled_at?: string;
					enrolled_by: string;
					event_id: string;
					id: string;
					last_seen_at?: string;
					name: string;
					revoked_at?: string | null;
				};
				Update: {
					enrolled_at?: string;
					enrolled_by?: string;
					event_id?: string;
					id?: string;
					last_seen_at?: string;
					name?: string;
					revoked_at?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'devices_enrolled_by_fkey';
						columns: ['enrolled_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'devices_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
				];
			};
			division_places: {
				Row: {
					capacity: number | null;
					division_id: string;
					taken: number;
				};
				ComputedFields: never;
				Insert: {
					capacity?: number | null;
					division_id: string;
					taken?: number;
				};
				Update: {
					capacity?: number | null;
					division_id?: string;
					taken?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'division_places_division_id_fkey';
						columns: ['division_id'];
						isOneToOne: true;
						referencedRelation: 'divisions';
						referencedColumns: ['id'];
					},
				];
			};
			divisions: {
				Row: {
					aliases: string[];
					capacity: number | null;
					closes_at: string | null;
					event_id: string;
					id: string;
					name: string;
					number: number;
					opens_at: string | null;
				};
				ComputedFields: never;
				Insert: {
					aliases?: string[];
					capacity?: number | null;
					closes_at?: string | null;
					event_id: string;
					id?: string;
					name: string;
					number: number;
					opens_at?: string | null;
				};
				Update: {
					aliases?: string[];
					capacity?: number | null;
					closes_at?: string | null;
					event_id?: string;
					id?: string;
					name?: string;
					number?: number;
					opens_at?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'divisions_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
				];
			};
			events: {
				Row: {
					address: string;
					class: number | null;
					co_organizers: string[];
					consents: NonNullable<Json>;
					contact: string;
					created_at: string;
					created_by: string | null;
					description: string;
					ends_at: string;
					hosts: string[];
					id: string;
					identity_purposes: string[];
					is_rehearsal: boolean;
					kind: string;
					last_division: number;
					level: string | null;
					max_age: number | null;
					measure: number | null;
					min_age: number | null;
					min_trade_years: number | null;
					name: string;
					needs_identity: boolean;
					one_division_each: boolean;
					organizers: string[];
					presence: string;
					published_at: string | null;
					registration_closes_at: string;
					registration_opens_at: string;
					starts_at: string;
					status: string;
					status_reason: string | null;
					team_quota: number | null;
					time_zone: string;
					union_id: string;
					updated_at: string;
					venue: string;
					visibility: string;
				};
				ComputedFields: never;
				Insert: {
					address?: string;
					class?: number | null;
					co_organizers?: string[];
					consents?: NonNullable<Json>;
					contact?: string;
					created_at?: string;
					created_by?: string | null;
					description?: string;
					ends_at: string;
					hosts?: string[];
					id?: string;
					identity_purposes?: string[];
					is_rehearsal?: boolean;
					kind: string;
					last_division?: number;
					level?: string | null;
					max_age?: number | null;
					measure?: number | null;
					min_age?: number | null;
					min_trade_years?: number | null;
					name: string;
					needs_identity?: boolean;
					one_division_each?: boolean;
					organizers?: string[];
					presence?: string;
					published_at?: string | null;
					registration_closes_at: string;
					registration_opens_at: string;
					starts_at: string;
					status?: string;
					status_reason?: string | null;
					team_quota?: number | null;
					time_zone?: string;
					union_id: string;
					updated_at?: string;
					venue?: string;
					visibility?: string;
				};
				Update: {
					address?: string;
					class?: number | null;
					co_organizers?: string[];
					consents?: NonNullable<Json>;
					contact?: string;
					created_at?: string;
					created_by?: string | null;
					description?: string;
					ends_at?: string;
					hosts?: string[];
					id?: string;
					identity_purposes?: string[];
					is_rehearsal?: boolean;
					kind?: string;
					last_division?: number;
					level?: string | null;
					max_age?: number | null;
					measure?: number | null;
					min_age?: number | null;
					min_trade_years?: number | null;
					name?: string;
					needs_identity?: boolean;
					one_division_each?: boolean;
					organizers?: string[];
					presence?: string;
					published_at?: string | null;
					registration_closes_at?: string;
					registration_opens_at?: string;
					starts_at?: string;
					status?: string;
					status_reason?: string | null;
					team_quota?: number | null;
					time_zone?: string;
					union_id?: string;
					updated_at?: string;
					venue?: string;
					visibility?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'events_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'events_union_id_fkey';
						columns: ['union_id'];
						isOneToOne: false;
						referencedRelation: 'unions';
						referencedColumns: ['id'];
					},
				];
			};
			grants: {
				Row: {
					created_at: string;
					ends_at: string | null;
					event_id: string | null;
					granted_by: string | null;
					id: string;
					person_id: string;
					revoked_at: string | null;
					revoked_by: string | null;
					role: string;
					starts_at: string;
					union_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					ends_at?: string | null;
					event_id?: string | null;
					granted_by?: string | null;
					id?: string;
					person_id: string;
					revoked_at?: string | null;
					revoked_by?: string | null;
					role: string;
					starts_at?: string;
					union_id?: string | null;
				};
				Update: {
					created_at?: string;
					ends_at?: string | null;
					event_id?: string | null;
					granted_by?: string | null;
					id?: string;
					person_id?: string;
					revoked_at?: string | null;
					revoked_by?: string | null;
					role?: string;
					starts_at?: string;
					union_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'grants_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'grants_granted_by_fkey';
						columns: ['granted_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'grants_person_id_fkey';
						columns: ['person_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'grants_revoked_by_fkey';
						columns: ['revoked_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'grants_union_id_fkey';
						columns: ['union_id'];
						isOneToOne: false;
						referencedRelation: 'unions';
						referencedColumns: ['id'];
					},
				];
			};
			notifications: {
				Row: {
					created_at: string;
					dedupe_key: string;
					event_id: string | null;
					id: string;
					kind: string;
					params: NonNullable<Json>;
					person_id: string;
					queued_at: string | null;
					read_at: string | null;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					dedupe_key: string;
					event_id?: string | null;
					id?: string;
					kind: string;
					params?: NonNullable<Json>;
					person_id: string;
					queued_at?: string | null;
					read_at?: string | null;
				};
				Update: {
					created_at?: string;
					dedupe_key?: string;
					event_id?: string | null;
					id?: string;
					kind?: string;
					params?: NonNullable<Json>;
					person_id?: string;
					queued_at?: string | null;
					read_at?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'notifications_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'notifications_person_id_fkey';
						columns: ['person_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
				];
			};
			pass_keys: {
				Row: {
					created_at: string;
					kid: number;
					public_key: NonNullable<Json>;
					revoked_at: string | null;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					kid: number;
					public_key: NonNullable<Json>;
					revoked_at?: string | null;
				};
				Update: {
					created_at?: string;
					kid?: number;
					public_key?: NonNullable<Json>;
					revoked_at?: string | null;
				};
				Relationships: [];
			};
			passes: {
				Row: {
					code: string;
					issued_at: string;
					kid: number;
					registration_id: string;
					serial: number;
					valid_until: string;
				};
				ComputedFields: never;
				Insert: {
					code: string;
					issued_at?: string;
					kid: number;
					registration_id: string;
					serial: number;
					valid_until: string;
				};
				Update: {
					code?: string;
					issued_at?: string;
					kid?: number;
					registration_id?: string;
					serial?: number;
					valid_until?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'passes_kid_fkey';
						columns: ['kid'];
						isOneToOne: false;
						referencedRelation: 'pass_keys';
						referencedColumns: ['kid'];
					},
					{
						foreignKeyName: 'passes_registration_id_fkey';
						columns: ['registration_id'];
						isOneToOne: false;
						referencedRelation: 'registrations';
						referencedColumns: ['id'];
					},
				];
			};
			people: {
				Row: {
					birth_date: string | null;
					categories: string[];
					created_at: string;
					email: string | null;
					id: string;
					locale: string | null;
					membership_confirmed_at: string | null;
					merged_into: string | null;
					name: string | null;
					occupation: string | null;
					phone: string | null;
					phone_verified_at: string | null;
					sex: string | null;
					union_id: string | null;
					updated_at: string;
					user_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					birth_date?: string | null;
					categories?: string[];
					created_at?: string;
					email?: string | null;
					id?: string;
					locale?: string | null;
					membership_confirmed_at?: string | null;
					merged_into?: string | null;
					name?: string | null;
					occupation?: string | null;
					phone?: string | null;
					phone_verified_at?: string | null;
					sex?: string | null;
					union_id?: string | null;
					updated_at?: string;
					user_id?: string | null;
				};
				Update: {
					birth_date?: string | null;
					categories?: string[];
					created_at?: string;
					email?: string | null;
					id?: string;
					locale?: string | null;
					membership_confirmed_at?: string | null;
					merged_into?: string | null;
					name?: string | null;
					occupation?: string | null;
					phone?: string | null;
					phone_verified_at?: string | null;
					sex?: string | null;
					union_id?: string | null;
					updated_at?: string;
					user_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'people_merged_into_fkey';
						columns: ['merged_into'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'people_union_id_fkey';
						columns: ['union_id'];
						isOneToOne: false;
						referencedRelation: 'unions';
						referencedColumns: ['id'];
					},
				];
			};
			person_identities: {
				Row: {
					cipher: string;
					created_at: string;
					hmac: string;
					id_type: string;
					person_id: string;
					tail: string;
				};
				ComputedFields: never;
				Insert: {
					cipher: string;
					created_at?: string;
					hmac: string;
					id_type?: string;
					person_id: string;
					tail: string;
				};
				Update: {
					cipher?: string;
					created_at?: string;
					hmac?: string;
					id_type?: string;
					person_id?: string;
					tail?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'person_identities_person_id_fkey';
						columns: ['person_id'];
						isOneToOne: true;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
				];
			};
			registration_history: {
				Row: {
					at: string;
					blocked_reason: string | null;
					division_id: string;
					id: number;
					registration_id: string;
					serial: number;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					at?: string;
					blocked_reason?: string | null;
					division_id: string;
					id?: never;
					registration_id: string;
					serial: number;
					status: string;
				};
				Update: {
					at?: string;
					blocked_reason?: string | null;
					division_id?: string;
					id?: never;
					registration_id?: string;
					serial?: number;
					status?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'registration_history_registration_id_fkey';
						columns: ['registration_id'];
						isOneToOne: false;
						referencedRelation: 'registrations';
						referencedColumns: ['id'];
					},
				];
			};
			registrations: {
				Row: {
					answers: NonNullable<Json>;
					blocked_reason: string | null;
					canceled_at: string | null;
					consents: NonNullable<Json>;
					created_at: string;
					division_id: string;
					event_id: string;
					id: string;
					is_live: boolean | null;
					one_each: boolean;
					person_id: string;
					request_id: string | null;
					revision: number;
					serial: number;
					short_code: string;
					source: string;
					status: string;
					status_reason: string | null;
					trade_years: number | null;
					union_id: string | null;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					answers?: NonNullable<Json>;
					blocked_reason?: string | null;
					canceled_at?: string | null;
					consents?: NonNullable<Json>;
					created_at?: string;
					division_id: string;
					event_id: string;
					id?: string;
					is_live?: never;
					one_each?: boolean;
					person_id: string;
					request_id?: string | null;
					revision?: number;
					serial?: number;
					short_code: string;
					source?: string;
					status?: string;
					status_reason?: string | null;
					trade_years?: number | null;
					union_id?: string | null;
					updated_at?: string;
				};
				Update: {
					answers?: NonNullable<Json>;
					blocked_reason?: string | null;
					canceled_at?: string | null;
					consents?: NonNullable<Json>;
					created_at?: string;
					division_id?: string;
					event_id?: string;
					id?: string;
					is_live?: never;
					one_each?: boolean;
					person_id?: string;
					request_id?: string | null;
					revision?: number;
					serial?: number;
					short_code?: string;
					source?: string;
					status?: string;
					status_reason?: string | null;
					trade_years?: number | null;
					union_id?: string | null;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'registrations_division_id_fkey';
						columns: ['division_id'];
						isOneToOne: false;
						referencedRelation: 'divisions';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'registrations_event_id_division_id_fkey';
						columns: ['event_id', 'division_id'];
						isOneToOne: false;
						referencedRelation: 'divisions';
						referencedColumns: ['event_id', 'id'];
					},
					{
						foreignKeyName: 'registrations_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'registrations_person_id_fkey';
						columns: ['person_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'registrations_union_id_fkey';
						columns: ['union_id'];
						isOneToOne: false;
						referencedRelation: 'unions';
						referencedColumns: ['id'];
					},
				];
			};
			scan_annulments: {
				Row: {
					annulled_at: string;
					annulled_by: string;
					device_id: string | null;
					event_id: string;
					id: string;
					reason: string;
					received_at: string;
					revision: number;
					scan_id: string;
				};
				ComputedFields: never;
				Insert: {
					annulled_at: string;
					annulled_by: string;
					device_id?: string | null;
					event_id: string;
					id: string;
					reason?: string;
					received_at?: string;
					revision?: number;
					scan_id: string;
				};
				Update: {
					annulled_at?: string;
					annulled_by?: string;
					device_id?: string | null;
					event_id?: string;
					id?: string;
					reason?: string;
					received_at?: string;
					revision?: number;
					scan_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'scan_annulments_annulled_by_fkey';
						columns: ['annulled_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'scan_annulments_event_id_device_id_fkey';
						columns: ['event_id', 'device_id'];
						isOneToOne: false;
						referencedRelation: 'devices';
						referencedColumns: ['event_id', 'id'];
					},
					{
						foreignKeyName: 'scan_annulments_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
				];
			};
			scans: {
				Row: {
					checkpoint_id: string;
					clock_offset_ms: number | null;
					code_digest: string | null;
					corrected_at: string;
					device_id: string;
					device_time: string;
					direction: string;
					event_id: string;
					gate: string;
					id: string;
					let_through: boolean;
					local_verdict: string;
					override_reason: string | null;
					pass: Json | null;
					quarantined: boolean;
					received_at: string;
					registration_id: string | null;
					revision: number;
					scanned_by: string;
					upload_offset_ms: number | null;
					verdict: string;
					way: string;
				};
				ComputedFields: never;
				Insert: {
					checkpoint_id: string;
					clock_offset_ms?: number | null;
					code_digest?: string | null;
					corrected_at: string;
					device_id: string;
					device_time: string;
					direction: string;
					event_id: string;
					gate: string;
					id: string;
					let_through?: never;
					local_verdict: string;
					override_reason?: string | null;
					pass?: Json | null;
					quarantined?: boolean;
					received_at?: string;
					registration_id?: string | null;
					revision?: number;
					scanned_by: string;
					upload_offset_ms?: number | null;
					verdict: string;
					way: string;
				};
				Update: {
					checkpoint_id?: string;
					clock_offset_ms?: number | null;
					code_digest?: string | null;
					corrected_at?: string;
					device_id?: string;
					device_time?: string;
					direction?: string;
					event_id?: string;
					gate?: string;
					id?: string;
					let_through?: never;
					local_verdict?: string;
					override_reason?: string | null;
					pass?: Json | null;
					quarantined?: boolean;
					received_at?: string;
					registration_id?: string | null;
					revision?: number;
					scanned_by?: string;
					upload_offset_ms?: number | null;
					verdict?: string;
					way?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'scans_event_id_checkpoint_id_fkey';
						columns: ['event_id', 'checkpoint_id'];
						isOneToOne: false;
						referencedRelation: 'checkpoints';
						referencedColumns: ['event_id', 'id'];
					},
					{
						foreignKeyName: 'scans_event_id_device_id_fkey';
						columns: ['event_id', 'device_id'];
						isOneToOne: false;
						referencedRelation: 'devices';
						referencedColumns: ['event_id', 'id'];
					},
					{
						foreignKeyName: 'scans_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'scans_registration_id_fkey';
						columns: ['registration_id'];
						isOneToOne: false;
						referencedRelation: 'registrations';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'scans_scanned_by_fkey';
						columns: ['scanned_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
				];
			};
			union_join_requests: {
				Row: {
					created_at: string;
					decided_at: string | null;
					decided_by: string | null;
					id: string;
					note: string | null;
					person_id: string;
					reason: string | null;
					status: string;
					union_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					decided_at?: string | null;
					decided_by?: string | null;
					id?: string;
					note?: string | null;
					person_id: string;
					reason?: string | null;
					status?: string;
					union_id: string;
				};
				Update: {
					created_at?: string;
					decided_at?: string | null;
					decided_by?: string | null;
					id?: string;
					note?: string | null;
					person_id?: string;
					reason?: string | null;
					status?: string;
					union_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'union_join_requests_decided_by_fkey';
						columns: ['decided_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'union_join_requests_person_id_fkey';
						columns: ['person_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'union_join_requests_union_id_fkey';
						columns: ['union_id'];
						isOneToOne: false;
						referencedRelation: 'unions';
						referencedColumns: ['id'];
					},
				];
			};
			unions: {
				Row: {
					ancestor_ids: string[];
					created_at: string;
					id: string;
					kind: string;
					name: string;
					parent_id: string | null;
					pinyin: string;
					region_code: string | null;
					short_name: string;
					sort_order: number;
					uscc: string | null;
				};
				ComputedFields: never;
				Insert: {
					ancestor_ids?: string[];
					created_at?: string;
					id?: string;
					kind: string;
					name: string;
					parent_id?: string | null;
					pinyin: string;
					region_code?: string | null;
					short_name: string;
					sort_order?: number;
					uscc?: string | null;
				};
				Update: {
					ancestor_ids?: string[];
					created_at?: string;
					id?: string;
					kind?: string;
					name?: string;
					parent_id?: string | null;
					pinyin?: string;
					region_code?: string | null;
					short_name?: string;
					sort_order?: number;
					uscc?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'unions_parent_id_fkey';
						columns: ['parent_id'];
						isOneToOne: false;
						referencedRelation: 'unions';
						referencedColumns: ['id'];
					},
				];
			};
		};
		Views: {
			attendances: {
				Row: {
					at: string;
					checkpoint_id: string;
					counts_attendance: boolean;
					event_id: string;
					gate: string;
					period: string | null;
					registration_id: string | null;
					scan_id: string;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'scans_event_id_checkpoint_id_fkey';
						columns: ['event_id', 'checkpoint_id'];
						isOneToOne: false;
						referencedRelation: 'checkpoints';
						referencedColumns: ['event_id', 'id'];
					},
					{
						foreignKeyName: 'scans_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'scans_registration_id_fkey';
						columns: ['registration_id'];
						isOneToOne: false;
						referencedRelation: 'registrations';
						referencedColumns: ['id'];
					},
				];
			};
			standing_scans: {
				Row: {
					allow_reentry: boolean;
					checkpoint_id: string;
					clock_offset_ms: number | null;
					corrected_at: string;
					counts_attendance: boolean;
					device_id: string;
					direction: string;
					event_id: string;
					gate: string;
					id: string;
					override_reason: string | null;
					period: string | null;
					registration_id: string | null;
					upload_offset_ms: number | null;
					verdict: string;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'scans_event_id_checkpoint_id_fkey';
						columns: ['event_id', 'checkpoint_id'];
						isOneToOne: false;
						referencedRelation: 'checkpoints';
						referencedColumns: ['event_id', 'id'];
					},
					{
						foreignKeyName: 'scans_event_id_device_id_fkey';
						columns: ['event_id', 'device_id'];
						isOneToOne: false;
						referencedRelation: 'devices';
						referencedColumns: ['event_id', 'id'];
					},
					{
						foreignKeyName: 'scans_event_id_fkey';
						columns: ['event_id'];
						isOneToOne: false;
						referencedRelation: 'events';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'scans_registration_id_fkey';
						columns: ['registration_id'];
						isOneToOne: false;
						referencedRelation: 'registrations';
						referencedColumns: ['id'];
					},
				];
			};
		};
		Functions: {
			add_union: {
				Args: {
					p_actor: string;
					p_kind: string;
					p_name: string;
					p_parent: string;
					p_pinyin: string;
					p_short_name: string;
					p_uscc?: string;
				};
				Returns: string;
			};
			annul_scan: { Args: { p_id: string; p_reason: string; p_scan: string }; Returns: undefined };
			appoint_first_admin: {
				Args: { p_email: string; p_name: string; p_user: string };
				Returns: undefined;
			};
			audit_break: {
				Args: Record<PropertyKey, never>;
				Returns: {
					fault: string;
					seq: number;
				}[];
			};
			audit_page: {
				Args: { p_before?: number; p_limit?: number; p_union: string };
				Returns: {
					action: string;
					actor: string;
					at: string;
					payload: Json;
					scope: string;
					seq: number;
					subject: string;
					subject_id: string;
					subject_type: string;
					union_name: string;
				}[];
			};
			cancel_join: { Args: { p_request: string }; Returns: undefined };
			change_registrations: {
				Args: { p_change: string; p_event: string; p_ids: string[]; p_reason?: string };
				Returns: number;
			};
			claim_deliveries: {
				Args: { p_limit: number };
				Returns: {
					address: string;
					channel: string;
					event_id: string;
					event_name: string;
					id: number;
					kind: string;
					locale: string;
					notification_id: string;
					params: Json;
					recipient: string;
				}[];
			};
			claim_person: { Args: { p_entered: string; p_person: string }; Returns: number };
			decide_join: {
				Args: { p_confirm: boolean; p_reason?: string; p_request: string };
				Returns: undefined;
			};
			desk_event: {
				Args: { p_event: string };
				Returns: {
					capacity: number;
					division_count: number;
					ends_at: string;
					id: string;
					is_rehearsal: boolean;
					kind: string;
					name: string;
					pending: number;
					registration_closes_at: string;
					registration_opens_at: string;
					starts_at: string;
					status: string;
					taken: number;
					time_zone: string;
					total: number;
					union_id: string;
					union_name: string;
				}[];
			};
			desk_events: {
				Args: { p_limit?: number; p_offset?: number };
				Returns: {
					capacity: number;
					division_count: number;
					ends_at: string;
					id: string;
					is_rehearsal: boolean;
					kind: string;
					name: string;
					pending: number;
					registration_closes_at: string;
					registration_opens_at: string;
					starts_at: string;
					status: string;
					taken: number;
					time_zone: string;
					total: number;
					union_id: string;
					union_name: string;
				}[];
			};
			enroll_device: {
				Args: { p_device: string; p_event: string; p_name: string };
				Returns: {
					enrolled_at: string;
					enrolled_by: string;
					event_id: string;
					id: string;
					last_seen_at: string;
					name: string;
					revoked_at: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'devices';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			ensure_person: {
				Args: Record<PropertyKey, never>;
				Returns: {
					birth_date: string | null;
					categories: string[];
					created_at: string;
					email: string | null;
					id: string;
					locale: string | null;
					membership_confirmed_at: string | null;
					merged_into: string | null;
					name: string | null;
					occupation: string | null;
					phone: string | null;
					phone_verified_at: string | null;
					sex: string | null;
					union_id: string | null;
					updated_at: string;
					user_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'people';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			erase_audit_payload: { Args: { p_reason: string; p_seq: number }; Returns: undefined };
			event_attendance: { Args: { p_event: string }; Returns: Json };
			event_by_id: {
				Args: { p_event: string };
				Returns: {
					address: string;
					class: number | null;
					co_organizers: string[];
					consents: NonNullable<Json>;
					contact: string;
					created_at: string;
					created_by: string | null;
					description: string;
					ends_at: string;
					hosts: string[];
					id: string;
					identity_purposes: string[];
					is_rehearsal: boolean;
					kind: string;
					last_division: number;
					level: string | null;
					max_age: number | null;
					measure: number | null;
					min_age: number | null;
					min_trade_years: number | null;
					name: string;
					needs_identity: boolean;
					one_division_each: boolean;
					organizers: string[];
					presence: string;
					published_at: string | null;
					registration_closes_at: string;
					registration_opens_at: string;
					starts_at: string;
					status: string;
					status_reason: string | null;
					team_quota: number | null;
					time_zone: string;
					union_id: string;
					updated_at: string;
					venue: string;
					visibility: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'events';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			event_counts: {
				Args: { p_event: string };
				Returns: {
					approved: number;
					blocked: number;
					canceled: number;
					pending: number;
					rejected: number;
					scanners: number;
					teams: number;
					waitlisted: number;
				}[];
			};
			event_devices: {
				Args: { p_event: string };
				Returns: {
					enrolled_at: string;
					enrolled_by: string;
					id: string;
					kept_apart: number;
					last_seen_at: string;
					name: string;
					revoked_at: string;
					scans: number;
				}[];
			};
			event_divisions: {
				Args: { p_event: string };
				Returns: {
					aliases: string[];
					capacity: number;
					closes_at: string;
					event_id: string;
					id: string;
					name: string;
					number: number;
					opens_at: string;
					taken: number;
				}[];
			};
			event_staff: {
				Args: { p_event: string };
				Returns: {
					ends_at: string;
					granted_by: string;
					id: string;
					person_id: string;
					person_name: string;
					role: string;
					starts_at: string;
					union_name: string;
				}[];
			};
			event_team_divisions: {
				Args: { p_event: string };
				Returns: {
					division_id: string;
					division_name: string;
					registered: number;
					union_id: string;
					union_name: string;
				}[];
			};
			event_teams: {
				Args: { p_event: string };
				Returns: {
					id: string;
					name: string;
					registered: number;
				}[];
			};
			expire_deliveries: { Args: Record<PropertyKey, never>; Returns: number };
			find_person: {
				Args: { p_contact: string };
				Returns: {
					found_by: string;
					id: string;
					name: string;
					union_name: string;
				}[];
			};
			finish_delivery: { Args: { p_error?: string; p_id: number }; Returns: string };
			give_grant: {
				Args: {
					p_ends_at?: string;
					p_event?: string;
					p_person: string;
					p_role: string;
					p_union?: string;
				};
				Returns: string;
			};
			import_registrations: {
				Args: { p_actor: string; p_event: string; p_rows: Json };
				Returns: {
					key: string;
					outcome: string;
					registration_id: string;
				}[];
			};
			limit_account: { Args: { p_account: string; p_act: string }; Returns: undefined };
			list_registrations: {
				Args: { p_event: string; p_filter?: Json; p_limit?: number; p_offset?: number };
				Returns: {
					answers: Json;
					arrived_at: string;
					birth_date: string;
					blocked_reason: string;
					created_at: string;
					division_id: string;
					division_name: string;
					division_number: number;
					has_identity: boolean;
					id: string;
					identity_tail: string;
					name: string;
					person_id: string;
					phone: string;
					serial: number;
					sex: string;
					short_code: string;
					source: string;
					status: string;
					status_reason: string;
					total: number;
					trade_years: number;
					union_id: string;
					union_name: string;
					union_order: number;
				}[];
			};
			mark_notifications_read: { Args: Record<PropertyKey, never>; Returns: undefined };
			my_passes: { Args: Record<PropertyKey, never>; Returns: Json };
			my_passes_due: { Args: Record<PropertyKey, never>; Returns: string[] };
			open_join_requests: {
				Args: { p_union: string };
				Returns: {
					created_at: string;
					email: string;
					entered: Json;
					id: string;
					note: string;
					occupation: string;
					person_id: string;
					person_name: string;
					phone: string;
					sex: string;
					union_id: string;
					union_name: string;
				}[];
			};
			passes_due: {
				Args: { p_limit?: number; p_registrations: string[] };
				Returns: {
					division: number;
					ends_at: string;
					event_id: string;
					registration_id: string;
					serial: number;
				}[];
			};
			publish_pass_key: { Args: { p_key: Json }; Returns: number };
			queue_deliveries: { Args: Record<PropertyKey, never>; Returns: number };
			record_scans: { Args: { p_batch: Json }; Returns: Json };
			register: {
				Args: {
					p_actor: string;
					p_answers: Json;
					p_consents: Json;
					p_division: string;
					p_identity?: Json;
					p_request: string;
					p_trade_years: number;
				};
				Returns: {
					answers: NonNullable<Json>;
					blocked_reason: string | null;
					canceled_at: string | null;
					consents: NonNullable<Json>;
					created_at: string;
					division_id: string;
					event_id: string;
					id: string;
					is_live: boolean | null;
					one_each: boolean;
					person_id: string;
					request_id: string | null;
					revision: number;
					serial: number;
					short_code: string;
					source: string;
					status: string;
					status_reason: string | null;
					trade_years: number | null;
					union_id: string | null;
					updated_at: string;
				};
				SetofOptions: {
					from: '*';
					to: 'registrations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			request_join: { Args: { p_note?: string; p_union: string }; Returns: string };
			reveal_event_identities: {
				Args: { p_actor: string; p_event: string; p_reason: string };
				Returns: Json;
			};
			reveal_identity: {
				Args: { p_actor: string; p_person: string; p_reason: string };
				Returns: string;
			};
			revoke_device: { Args: { p_device: string }; Returns: undefined };
			revoke_grant: { Args: { p_grant: string }; Returns: undefined };
			save_event: { Args: { p_divisions: Json; p_event: Json; p_id: string }; Returns: string };
			scan_events: { Args: Record<PropertyKey, never>; Returns: Json };
			scan_roster: {
				Args: { p_device?: string; p_event: string; p_since?: number };
				Returns: Json;
			};
			set_event_status: {
				Args: { p_event: string; p_reason?: string; p_status: string };
				Returns: undefined;
			};
			store_passes: { Args: { p_passes: Json }; Returns: number };
			take_token: {
				Args: { p_bucket: string; p_limit: number; p_seconds: number; p_subject: string };
				Returns: undefined;
			};
			union_staff: {
				Args: { p_union: string };
				Returns: {
					ends_at: string;
					granted_by: string;
					id: string;
					person_id: string;
					person_name: string;
					role: string;
					starts_at: string;
					union_name: string;
				}[];
			};
			update_profile: {
				Args: { p_profile: Json };
				Returns: {
					birth_date: string | null;
					categories: string[];
					created_at: string;
					email: string | null;
					id: string;
					locale: string | null;
					membership_confirmed_at: string | null;
					merged_into: string | null;
					name: string | null;
					occupation: string | null;
					phone: string | null;
					phone_verified_at: string | null;
					sex: string | null;
					union_id: string | null;
					updated_at: string;
					user_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'people';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			use_locale: { Args: { p_locale: string }; Returns: undefined };
			waiting_deliveries: {
				Args: { p_after: number; p_limit: number };
				Returns: {
					address: string;
					channel: string;
					event_id: string;
					event_name: string;
					id: number;
					kind: string;
					locale: string;
					notification_id: string;
					params: Json;
					recipient: string;
				}[];
			};
			waiting_join_requests: {
				Args: Record<PropertyKey, never>;
				Returns: {
					union_id: string;
					union_name: string;
					waiting: number;
				}[];
			};
			withdraw: { Args: { p_registration: string }; Returns: undefined };
		};
		Enums: {
			[_ in never]: never;
		};
		CompositeTypes: {
			[_ in never]: never;
		};
	};
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
	DefaultSchemaTableNameOrOptions extends
		| keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		| { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
				DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
		: never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
			DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
			Row: infer R;
		}
		? R
		: never
	: DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
				Row: infer R;
			}
			? R
			: never
		: never;

export type TablesInsert<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Insert: infer I;
		}
		? I
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Insert: infer I;
			}
			? I
			: never
		: never;

export type TablesUpdate<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Update: infer U;
		}
		? U
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Update: infer U;
			}
			? U
			: never
		: never;

export type Enums<
	DefaultSchemaEnumNameOrOptions extends
		keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
	EnumName extends (DefaultSchemaEnumNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
		: never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
	: DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
		? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
		: never;

export type CompositeTypes<
	PublicCompositeTypeNameOrOptions extends
		keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
	CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
		: never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
	: PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
		? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
		: never;

export const Constants = {
	public: {
		Enums: {},
	},
} as const;
