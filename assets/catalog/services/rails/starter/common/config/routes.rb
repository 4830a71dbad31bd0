Rails.application.routes.draw do
  root "notes#index"
  resources :notes, only: [ :index, :create ]

  # For health checks: 200 when the application has booted.
  get "up" => "rails/health#show", as: :rails_health_check
end
